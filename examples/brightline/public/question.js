/** Opens a question's own page as a dialog over this one. */
const ask = async (href) => {
  const answer = await fetch(href, { headers: { accept: 'text/html' } });
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const text = page.querySelector('[data-question-text]');
  if (text === null) throw new Error(`status ${answer.status}`);
  const dialog = document.createElement('dialog');
  dialog.setAttribute('aria-labelledby', 'question');
  dialog.append(text);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', (event) => {
    const keep = event.target === dialog || event.target.closest('[data-keep]') !== null;
    if (!keep) return;
    event.preventDefault();
    dialog.close();
  });
  document.body.append(dialog);
  dialog.showModal();
};

document.addEventListener('click', async (event) => {
  const link = event.target.closest('a[data-question]');
  if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  try {
    await ask(link.href);
  } catch {
    // The page itself asks the same, or says what is wrong.
    location.assign(link.href);
  }
});
