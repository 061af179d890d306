import { announce } from './announcement.ts';

/** The old way, for plain http, in-app browsers and visitors who forbid the clipboard. Answers whether it worked. */
const copyBySelection = (value: string, source: HTMLElement | null): boolean => {
  if (source instanceof HTMLInputElement) source.select();
  else if (source) getSelection()?.selectAllChildren(source);
  const put = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', value);
    event.preventDefault();
  };
  document.addEventListener('copy', put, { once: true });
  const copied = document.execCommand('copy');
  document.removeEventListener('copy', put);
  return copied;
};

const copy = async (button: HTMLButtonElement) => {
  const source = document.getElementById(button.getAttribute('aria-controls') ?? '');
  const copied = await navigator.clipboard?.writeText(button.value).then(
    () => true,
    () => false,
  );
  // Where nothing worked, the text stays selected, and the device's own copy command is one step away.
  if (!copied && !copyBySelection(button.value, source)) return;
  const label = button.querySelector('span') ?? button;
  const before = label.textContent;
  const after = button.dataset['copied'] ?? '';
  if (before === after) return;
  label.textContent = after;
  announce(after);
  setTimeout(() => {
    label.textContent = before;
    announce('');
  }, 2000);
};

/** Shows the buttons that copy their value, which do nothing without a script. */
export const enhanceCopyButtons = (): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.hidden = false;
    button.addEventListener('click', () => void copy(button));
  }
};
