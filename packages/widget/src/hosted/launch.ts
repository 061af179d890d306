import { announce } from './announcement.ts';
import { enhancePage } from './enhancements.ts';
import { isBusy, setBusy } from './form.ts';
import { askOpener } from './opener.ts';
import { authorizeUrlOf, postJson, type Answer } from './wire.ts';

const { link = '', fid = '', platform = '', mode = '', openerOrigin = '', returnUrl = '', banner = '' } = document.body.dataset;

const section = (name: string) => document.querySelector<HTMLElement>(`[${name}]`);
/** The way to the platform, and the one on which it asks which account. */
const forms = [...document.querySelectorAll<HTMLFormElement>('form[data-start]')];

let attested = false;
let bannerShown: string | null = null;

/** Shows one part of the page in place of the others; none while the opener is being asked. */
const show = (shown?: 'data-banner-section' | 'data-taking' | 'data-refusal') => {
  for (const name of ['data-banner-section', 'data-taking', 'data-refusal']) {
    const part = section(name);
    if (part) part.hidden = name !== shown;
  }
};

const refuse = ({ body }: Answer) => {
  for (const part of ['title', 'detail']) {
    const element = section(`data-refusal-${part}`);
    if (element) element.textContent = String(body[part] ?? '');
  }
  show('data-refusal');
  section('data-refusal-title')?.focus();
};

/** Binds this browser to the flow. Asked again where the network failed; answered as often as one likes. */
const announceFlow = () => postJson(`${link}/launch`, { fid, platform, mode, openerOrigin: openerOrigin || null, returnUrl: returnUrl || null });

let announced = announceFlow();
// Looked at where it matters; until then its failure is not an unhandled one.
announced.catch(() => undefined);

const takeAway = (url: string) => {
  const slow = section('data-slow');
  document.querySelector<HTMLAnchorElement>('[data-platform-link]')?.setAttribute('href', url);
  setTimeout(() => {
    if (slow) slow.hidden = false;
  }, 2000);
  location.assign(url);
};

const setAllBusy = (busy: boolean) => {
  for (const form of forms) setBusy(form, busy);
};

const begin = async (form?: HTMLFormElement) => {
  show('data-taking');
  setAllBusy(true);
  const choose = form && new FormData(form).get('choose');
  try {
    const bound = await announced.catch(() => (announced = announceFlow()));
    if (!bound.ok) return refuse(bound);
    const started = await postJson(`${link}/start`, { fid, platform, attested, bannerShown, ...(choose && { choose }) });
    const url = authorizeUrlOf(started);
    if (url) takeAway(url);
    else refuse(started);
  } catch {
    // The network is gone. The question is on the page again, with the reason below it.
    show('data-banner-section');
    setAllBusy(false);
    announce(document.querySelector<HTMLElement>('[data-status]')?.dataset['offline'] ?? '');
  }
};

for (const form of forms) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (!isBusy(form)) void begin(form);
  });
}

enhancePage();

let asking = window.opener !== null && openerOrigin !== '' && mode === 'popup';
const ask = () => {
  if (!asking) return;
  asking = false;
  show('data-banner-section');
};
if (asking) {
  show();
  setTimeout(ask, 400);
  askOpener({ v: 1, type: 'connect-link:hello', fid }, 'hello-ack', openerOrigin, fid, (answer) => {
    attested = true;
    bannerShown = typeof answer['bannerShown'] === 'string' ? answer['bannerShown'] : null;
    // Only what this very page would show, and only before it has shown it: nobody's page jumps away while they read.
    if (asking && banner !== '' && bannerShown === banner) {
      asking = false;
      void begin();
    } else ask();
  });
}

// A refusal is worth knowing before anybody has read and clicked.
announced.then(
  (answer) => {
    if (!answer.ok) {
      asking = false;
      refuse(answer);
    }
  },
  () => undefined,
);

// Back from the platform: the person decides again.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) show('data-banner-section');
});
