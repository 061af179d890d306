import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { FlowSnapshot, FlowState } from './flow/index.ts';
import type { LinkAnswer } from './link-answer.ts';
import type { Texts } from './locales/en.ts';

/** What the link button shows, and what its controls do. */
export interface View {
  readonly state: FlowState;
  readonly shot: FlowSnapshot | undefined;
  readonly offer: LinkAnswer | undefined;
  readonly texts: Texts;
  /** The id of the platform that it is about; empty while the person has the choice. */
  readonly platform: string;
  readonly opensWindow: boolean;
  readonly disabled: boolean;
  /** The link itself, the address of the window, and the result page. */
  readonly urls: { readonly link: string; readonly launch: string; readonly result: string };
  readonly start: (platform: string, mode?: 'redirect') => void;
  readonly follow: () => void;
  readonly check: () => void;
  readonly cancel: () => void;
}

/** Until the server has told the platforms' own spelling. */
const spelled = (id: string) => (id === 'tiktok' ? 'TikTok' : id.replace(/^./, (first) => first.toUpperCase()));

/** The states in which the main button's label says it all; only listeners need it from the status too. */
const quiet = /loading|ready|opening|waiting|redirecting|hosted/;

/** The link button's content. Pure: the same view gives the same content. */
export const render = ({ state, shot, offer, texts, platform, opensWindow, disabled, urls, ...on }: View): TemplateResult => {
  const { platforms = [], workspace, sharedBy, productName: product, clientName: client, requiresApproval, locale } = offer ?? {};
  const offered = platforms.filter(({ id }) => !platform || id === platform);
  const handle = shot?.connections.map((connection) => connection.handle).join(', ');
  const refusal = shot?.refusal;
  const code = refusal?.code;
  const busy = /opening|waiting|confirming|redirecting|resuming/.test(state);
  const offline = !navigator.onLine && (busy || state === 'unsure');

  // Names are isolated, so that one written from right to left leaves the sentence around it alone.
  const say = (key: string, name = offered[0]?.name ?? spelled(platform), list = '') => {
    const values: Record<string, string | undefined> = { platform: name, org: workspace?.name, sharer: sharedBy?.name, product, client, handle, list };
    return texts[key as keyof Texts]?.split(/[{}]/).map((part, index) => (index % 2 ? html`<bdi>${values[part]}</bdi>` : part));
  };
  const button = (label: unknown, click: () => void, part: unknown = nothing) =>
    html`<button type="button" part=${part} aria-busy=${busy && part === 'button'} ?disabled=${disabled} @click=${click}>${label}</button>`;
  const link = (key: string, href: string, click?: () => void, part: unknown = nothing) =>
    html`<a part=${part} href=${href} target="_blank" rel="noopener" @click=${click}>${say(key)}</a>`;

  const grants = () =>
    offered.map(
      ({ name, expected, grants, notGranted }) =>
        html`<b>${say(offered[1] ? 'canOn' : 'can', name)}</b><ul>${grants.map(
          ({ title, detail }) => html`<li>${title}<small>${detail}</small></li>`,
        )}<li class="no">${say('cannot', name, new Intl.ListFormat(locale, { type: 'disjunction' }).format(notGranted.slice(0, 2)))}</li></ul>${expected ? html`<span>${say('expected', name, expected)}</span>` : nothing}`,
    );
  const avatar = () =>
    workspace?.logo
      ? html`<img part="avatar" src=${workspace.logo} alt="">`
      : html`<span part="avatar" aria-hidden="true">${[...(workspace?.name ?? '')][0]}</span>`;
  const header = () =>
    html`<div class="org">${avatar()}<div part="text"><b>${say(offered[1] ? 'titleMany' : 'title')}</b><small>${say('shared')}<br><bdi>${sharedBy?.email}</bdi>${client ? html`<br>${say('client')}` : nothing}</small></div></div>`;

  const controls = () => {
    // In a frame, which cannot be left and come back to, a blocked window leaves only the link.
    if (/hosted|unavailable/.test(state) || (state === 'blocked' && parent !== window) || /link_(not|rev|exp)/.test(`${code}`)) return nothing;
    // Every platform its own button, and none before the others.
    if (/ready|connected|failed/.test(state) && platforms[1] && !platform) {
      const open = platforms.filter(({ id }) => !shot?.connections.some((connection) => connection.platform === id));
      return open.map(({ id, name }) => button(say('connect', name), () => on.start(id), 'button'));
    }
    if (state === 'connected') return nothing;
    const idle = /loading|ready/.test(state);
    const label = { unsure: 'openAgain', blocked: 'thisTab', failed: 'again', confirming: 'waiting', resuming: 'waiting' }[state as string] ?? state;
    return button(
      html`<span ?hidden=${!idle}><slot name="label">${say(refusal ? 'repair' : 'connect')}</slot>${opensWindow ? html`<small>${say('opens')}</small>` : nothing}</span><span ?hidden=${idle}>${say(label)}</span>`,
      () => on.start(platform, state === 'blocked' ? 'redirect' : undefined),
      'button',
    );
  };

  const pending = state === 'connected' && shot?.connections.some(({ status }) => status === 'pending_approval');
  const title = offline ? say('offline') : refusal?.title || (pending ? say('pending') : state === 'connected' && !handle ? say('connectedPlain') : say(state));
  const detail = offline ? say('offlineDetail') : refusal?.title ? refusal.detail : say(`${pending ? 'pending' : state}Detail`);
  const silent = quiet.test(state) && !offline && !refusal;
  const tone = silent ? 'sr' : state === 'connected' ? 'ok' : /failed|una/.test(state) && code !== 'denied' ? 'warn' : nothing;
  const shown = sharedBy && workspace && offered[0] && !/hosted|unavailable|connected/.test(state);

  const main = controls();

  // What there is to say stands where the list was, so that nobody has to look for it below.
  return html`<div class=${state === 'hosted' || (silent && !shown && offer) ? nothing : 'card'}>${
    shown ? html`<div part="banner">${header()}${silent ? [grants(), requiresApproval ? html`<span>${say('approval')}</span>` : nothing] : nothing}</div>` : state === 'loading' && !offer ? html`<div class="wait"></div>` : nothing
  }<div part="status" role="status" tabindex=${main === nothing ? -1 : nothing} class=${tone}>${title ? html`<b>${title}</b>` : nothing}${detail ? html`<span>${detail}</span>` : nothing}</div>${main}${
    shown && silent && !offered[1] ? html`<small>${say('hop')}</small>` : nothing
  }<div part="actions">${state === 'hosted' ? link('hosted', urls.link, undefined, 'button') : nothing}${
    state === 'blocked' ? link('window', urls.launch, on.follow) : nothing
  }${state === 'connected' ? link('receipt', urls.result) : nothing}${
    state === 'unavailable' && !/link_(not|rev|exp)/.test(`${code}`) ? button(say('again'), on.check) : nothing
  }${busy || state === 'unsure' ? button(say('cancel'), on.cancel) : nothing}</div></div>`;
};
