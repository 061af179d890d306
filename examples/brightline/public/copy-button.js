import { announce } from './announce.js';

/** Says "Copied" on the button for 2 s, and to screen readers. */
const copied = (button) => {
  const label = button.querySelector('[data-label]');
  label.dataset.label ||= label.textContent;
  label.textContent = 'Copied';
  announce('Copied', { quiet: true });
  clearTimeout(Number(button.dataset.timer));
  button.dataset.timer = String(setTimeout(() => (label.textContent = label.dataset.label), 2000));
};

/** Where the clipboard is closed to pages, the text is selected, so that it takes one key more. */
const select = (field) => {
  field?.focus();
  field?.select();
  announce('Your browser keeps the clipboard to itself. The address is selected: copy it with Ctrl+C or ⌘C.');
};

for (const button of document.querySelectorAll('[data-copy]')) {
  button.hidden = false;
  if (button.autofocus) button.focus();
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      copied(button);
    } catch {
      select(document.getElementById(button.dataset.copyField ?? 'address'));
    }
  });
}

/** A link's address, asked for again. Rejects where the server says anything else. */
const reveal = async (form) => {
  const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()).url;
};

// On the document, so that rows that come later are covered too.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-copy-form]') || typeof ClipboardItem === 'undefined' || navigator.clipboard === undefined) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector('button');
  button.setAttribute('aria-busy', 'true');
  try {
    // The promise goes to the clipboard as it is: Safari allows writing only within the click itself.
    const text = reveal(form).then((url) => new Blob([url], { type: 'text/plain' }));
    await navigator.clipboard.write([new ClipboardItem({ 'text/plain': text })]);
    copied(button);
  } catch {
    // The page that the form leads to shows the address, or says what is wrong.
    form.submit();
  } finally {
    button.removeAttribute('aria-busy');
  }
});
