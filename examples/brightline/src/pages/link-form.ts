import type { LinkWithUrl } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName, platforms } from '../platforms.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';
import type { Html } from './layout.ts';
import { and } from './words.ts';

/** What the form for a new link holds, as it was sent or as it is offered. */
export interface LinkDraft {
  readonly clientName: string;
  readonly description: string;
  readonly platforms: readonly string[];
  /** Names this one try, so that sending it twice makes one link. */
  readonly attempt: string;
}

/** What is wrong with a draft, by field. */
export type LinkFaults = Readonly<Partial<Record<'clientName' | 'description' | 'platforms' | 'other', string>>>;

const fault = (faults: LinkFaults, field: keyof LinkFaults): Html =>
  html`${faults[field] && html`<p class="fault" id="${field}-fault">${faults[field]}</p>`}`;

/** Attributes of a text field: what describes it, and whether it is wrong; the first wrong one takes the focus. */
const described = (faults: LinkFaults, field: 'clientName' | 'description'): Html =>
  html` aria-describedby="${field}-hint${faults[field] && ` ${field}-fault`}"${faults[field] && html` aria-invalid="true"`}${Object.keys(faults)[0] === field && html` autofocus`}`;

/** The form for a new link. One decision is needed, and it is made already: the platforms of last time. */
export const linkForm = (
  visit: Visit,
  draft: LinkDraft,
  faults: LinkFaults,
): Html => html`<section class="card" id="new" aria-labelledby="new-title">
<h2 id="new-title">New link</h2>
<form method="post" action="/links" class="fields">
<input type="hidden" name="attempt" value="${draft.attempt}">
${faults.other && html`<p class="note warn" role="alert">${faults.other}</p>`}
<div class="pair">
<div class="field"><label for="clientName">Who is it for?</label>
<input id="clientName" name="clientName" value="${draft.clientName}" maxlength="120" autocomplete="off"${described(faults, 'clientName')}>
<p class="muted small" id="clientName-hint">Your client’s name. They see it when they open the link.</p>${fault(faults, 'clientName')}</div>
<div class="field"><label for="description">Description</label>
<input id="description" name="description" value="${draft.description}" maxlength="500" autocomplete="off"${described(faults, 'description')}>
<p class="muted small" id="description-hint">Only your team sees this.</p>${fault(faults, 'description')}</div>
</div>
<fieldset class="field"${faults.platforms && html` aria-describedby="platforms-fault"`}><legend>Which accounts may they connect?</legend>
<div class="choices">${Object.entries(platforms).map(
  ([id, { name }]) =>
    html`<label class="choice"><input type="checkbox" name="platforms" value="${id}"${draft.platforms.includes(id) && html` checked`}>${name}</label>`,
)}</div>${fault(faults, 'platforms')}</fieldset>
<p class="muted small" id="seen">Your client sees: shared by <b>${visit.person.name}</b> (${visit.person.email}), for <b>${visit.workspace.name}</b>.</p>
<p><button class="button primary">Make link</button></p>
</form>
</section>`;

const message = (visit: Visit, link: LinkWithUrl): string =>
  `Hi! Please connect your ${and(link.platforms.map(platformName)).join('')} account${link.platforms.length > 1 ? 's' : ''} to ${visit.workspace.name} with this link: ${link.url}\n` +
  `It opens ${link.platforms.length > 1 ? 'the platform’s' : `${platformName(link.platforms[0] ?? '')}’s`} own login, takes about a minute, and you need no account with us. – ${visit.person.name}`;

/** A link's address, to be copied: after it was made, or when somebody asked for it again. */
export const linkReady = (visit: Visit, link: LinkWithUrl, heading: string): Html => {
  const whom = link.clientName ?? link.description;
  return html`<section class="card ready" id="ready" aria-labelledby="ready-title">
<h2 id="ready-title" tabindex="-1">${icon('check')}${heading}${whom && html`<span class="muted">for <bdi>${whom}</bdi></span>`}</h2>
<p class="muted small">It works until you switch it off, for as many accounts as you like.</p>
<div class="address"><input id="address" readonly value="${link.url}" aria-label="Address of the link" dir="ltr" autocomplete="off">
<button type="button" class="button primary" data-copy="${link.url}" data-copy-field="address" autofocus hidden>${icon('copy')}<span data-label>Copy link</span></button></div>
<div class="buttons">
<button type="button" class="button second" data-copy="${message(visit, link)}" hidden><span data-label>Copy a message</span></button>
<a class="button second" href="${link.url}" target="_blank" rel="noopener noreferrer">${icon('out')}Open as your client<span class="sr"> (opens a new tab)</span></a>
<a class="button quiet" href="/links#new">${icon('plus')}New link</a>
</div>
</section>`;
};
