import { announce } from './announce.js';
import './profile.js';

const every = 1000;
const late = document.querySelector('[data-late]');
const region = () => document.querySelector('[data-accounts]');
const rows = (root) => new Map([...root.querySelectorAll('[data-account]')].map((row) => [row.dataset.account, row]));

/** Puts the server's row in the place of the old one; what was read of the account, and the focus, stay. */
const replace = (old, row) => {
  const focused = old.contains(document.activeElement)
    ? (document.activeElement.closest('form, a')?.getAttribute('action') ?? document.activeElement.getAttribute('href'))
    : null;
  row.querySelector('[data-reading]').replaceChildren(...old.querySelector('[data-reading]').childNodes);
  old.replaceWith(row);
  if (focused !== null) {
    (row.querySelector(`[action="${focused}"] button, a[href="${focused}"]`) ?? row.querySelector('button, a'))?.focus();
  }
};

/**
 * Brings the list to what the server shows now, row by row, so that nothing moves under a pointer or a screen reader for no
 * reason.
 */
const redraw = async () => {
  const answer = await fetch('/', { headers: { accept: 'text/html' } });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const next = page.querySelector('[data-accounts]');
  if (region().querySelector('ul') === null || next.querySelector('ul') === null) {
    const header = page.querySelector('.bar');
    const wasInside =
      region().contains(document.activeElement) || document.querySelector('.bar').contains(document.activeElement);
    document.querySelector('.bar').replaceWith(header);
    region().replaceWith(next);
    if (wasInside) header.querySelector('a')?.focus();
    return;
  }
  const list = region().querySelector('ul');
  const old = rows(list);
  const shown = rows(next);
  for (const [id, row] of old) if (!shown.has(id)) row.remove();
  let before = null;
  for (const [id, row] of shown) {
    const known = old.get(id);
    if (known === undefined) row.classList.add('fresh');
    else if (known.dataset.revision !== row.dataset.revision || known.dataset.state !== row.dataset.state) replace(known, row);
    const current = known?.isConnected ? known : row;
    const place = before === null ? list.firstElementChild : before.nextElementSibling;
    if (place !== current) list.insertBefore(current, place);
    before = current;
  }
};

const look = async () => {
  const answer = await fetch('/accounts.json', { signal: AbortSignal.timeout(15_000) });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const { accounts } = await answer.json();
  const shown = rows(region());
  const changed =
    accounts.length !== shown.size || accounts.some(({ id, revision }) => shown.get(id)?.dataset.revision !== revision);
  const news = accounts.filter(({ id, state }) => shown.get(id)?.dataset.state !== state).map((account) => account.news);
  if (changed || news.length > 0) await redraw();
  if (news.length > 0) announce(news.join('. '));
};

let timer;
const watch = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  let wait = every;
  try {
    await look();
    late.hidden = true;
  } catch {
    late.hidden = false;
    wait = 3 * every;
  }
  clearTimeout(timer);
  timer = setTimeout(watch, wait);
};

// Only the first page of the list is kept up to date: older accounts have their own address.
if (!new URLSearchParams(location.search).has('cursor')) {
  document.addEventListener('visibilitychange', watch);
  timer = setTimeout(watch, every);
}
