const line = document.querySelector('[data-status]');
let timer;

/** The line lies over the page, so it goes away again. What it said shows in the page, too. */
const leave = () => {
  clearTimeout(timer);
  timer = setTimeout(() => (line.textContent = ''), 8000);
};
if (line?.textContent) leave();

/**
 * Says a sentence in the page's status line, which screen readers read out. `quiet`: to them only, where the page shows the
 * same.
 */
export const announce = (sentence, { quiet = false } = {}) => {
  if (line === null) return;
  line.classList.toggle('sr', quiet);
  // The same sentence twice in a row is news too; an unchanged text would not be read again.
  line.textContent = '';
  requestAnimationFrame(() => (line.textContent = sentence));
  leave();
};
