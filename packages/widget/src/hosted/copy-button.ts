import { copyBySelection } from '../copy.ts';
import { announce } from './announcement.ts';

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
