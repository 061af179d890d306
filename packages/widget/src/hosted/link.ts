import { announce } from './announcement.ts';
import { enhancePage } from './enhancements.ts';
import { isBusy, setBusy } from './form.ts';
import { inAppName } from './in-app-name.ts';
import { authorizeUrlOf, postJson } from './wire.ts';

/**
 * Goes to the platform by a script's navigation after a question to our server, and not by the form's own answer: on
 * phones, a redirect straight from a tap is caught by the platform's app, and the way back ends in another browser.
 */
const begin = async (form: HTMLFormElement) => {
  const fields = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  try {
    const url = authorizeUrlOf(await postJson(form.action, fields));
    if (url) location.assign(url);
    // The server has a page for every refusal; sent as a form, it answers with that page.
    else form.submit();
  } catch {
    // The network is gone. The button is usable again, and the page says why nothing happened.
    setBusy(form, false);
    announce(document.querySelector<HTMLElement>('[data-status]')?.dataset['offline'] ?? '');
  }
};

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.matches('[data-start]')) return;
  event.preventDefault();
  if (isBusy(form)) return;
  announce('');
  setBusy(form, true);
  void begin(form);
});

enhancePage();

// Mail scanners and previews open links and run scripts, but nobody touches the page there.
const gestures = new AbortController();
const opened = (event: Event) => {
  const path = document.body.dataset['opened'];
  if (!event.isTrusted || !path) return;
  gestures.abort();
  // Only tells the sharer that somebody was here; the page goes on without it.
  fetch(path, { method: 'POST', keepalive: true }).catch(() => undefined);
};
for (const type of ['pointerdown', 'keydown']) addEventListener(type, opened, gestures);

const app = inAppName(navigator.userAgent);
for (const hint of app ? document.querySelectorAll<HTMLElement>('[data-in-app]') : []) {
  for (const name of hint.querySelectorAll('[data-in-app-name]')) name.textContent = app ?? '';
  hint.hidden = false;
}
