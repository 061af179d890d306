import { announce } from './announce.js';

// Reads an account's profile without leaving the page: the answer is this page with the profile in its row.
document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (!form.matches('[data-profile-form]')) return;
  event.preventDefault();
  const { account } = form.closest('[data-account]').dataset;
  const button = form.querySelector('button');
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const reading = page.querySelector(`[data-account="${account}"] [data-reading]`);
    if (reading === null) throw new Error(`status ${answer.status}`);
    announce(reading.querySelector('p')?.textContent ?? '', { quiet: true });
    // Looked for now, because the row may have been replaced by a newer one meanwhile.
    document.querySelector(`[data-account="${account}"] [data-reading]`)?.replaceChildren(...reading.childNodes);
  } catch {
    // The page that the form leads to says what is wrong.
    form.submit();
  } finally {
    button.removeAttribute('aria-busy');
  }
});
