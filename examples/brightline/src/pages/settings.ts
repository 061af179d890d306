import { html } from 'hono/html';
import { ownerOf } from '../agencies.ts';
import { roles } from '../roles.ts';
import type { Visit } from '../visit.ts';
import { loading } from './accounts.ts';
import { elements, mark, page, type Html } from './layout.ts';

/** What was typed into a form that came back. */
export type SettingsDraft = Readonly<Partial<Record<'name' | 'accentColor' | 'logoUrl' | 'returnUrls', string>>>;

/** What is wrong with it, by field. */
export type SettingsFaults = Readonly<Partial<Record<keyof SettingsDraft | 'other', string>>>;

interface Settings {
  readonly visit: Visit;
  readonly connectOrigin: string;
  /** Return addresses that are Brightline's own and stay. */
  readonly ours: readonly string[];
  readonly draft: SettingsDraft;
  readonly faults: SettingsFaults;
  readonly news: string | undefined;
}

/** A field with its hint, and what is wrong with it. */
const field = (name: keyof SettingsDraft, label: string, hint: string, control: (attributes: Html) => Html, { faults }: Settings): Html => {
  const fault = faults[name];
  const attributes = html`id="${name}" name="${name}" aria-describedby="${name}-hint${fault && ` ${name}-fault`}"${fault && html` aria-invalid="true" autofocus`}`;
  return html`<div class="field"><label for="${name}">${label}</label>
${control(attributes)}
<p class="muted small" id="${name}-hint">${hint}</p>${fault && html`<p class="fault" id="${name}-fault">${fault}</p>`}</div>`;
};

const brand = (settings: Settings): Html => {
  const { workspace } = settings.visit;
  const { draft } = settings;
  return html`<form method="post" action="/settings/brand" class="card">
<h2>Brand</h2>
<p class="muted">Your clients see it wherever they connect an account.</p>
<div class="pair">
${field('name', 'Name', 'As your clients know you.', (attributes) => html`<input ${attributes} value="${draft.name ?? workspace.name}" maxlength="120" required autocomplete="organization">`, settings)}
${field('accentColor', 'Colour', 'Of buttons and links. Kept readable for you.', (attributes) => html`<input type="color" ${attributes} value="${draft.accentColor ?? workspace.accentColor ?? '#2350c0'}">`, settings)}
</div>
${field('logoUrl', 'Address of the logo', 'PNG, JPEG or WebP, at most 256 kB. Empty: the first letter of the name.', (attributes) => html`<div class="beside">${mark(workspace)}<input ${attributes} value="${draft.logoUrl ?? workspace.logoUrl ?? ''}" inputmode="url" autocomplete="off" spellcheck="false" dir="ltr"></div>`, settings)}
<p><button class="button primary">Save the brand</button></p>
</form>`;
};

const addresses = (settings: Settings): Html => {
  const mine = (settings.visit.workspace.returnUrls ?? []).filter((url) => !settings.ours.includes(url));
  return html`<form method="post" action="/settings/return-addresses" class="card">
<h2>Where clients go afterwards</h2>
<p class="muted">Links can send clients to these addresses, and to their pages in Brightline.</p>
${field('returnUrls', 'Your own addresses', 'One a line. An address that ends in / stands for everything below it.', (attributes) => html`<textarea ${attributes} rows="3" spellcheck="false" dir="ltr" placeholder="https://northlight.example/thanks">${settings.draft.returnUrls ?? mine.join('\n')}</textarea>`, settings)}
<p><button class="button second">Save the addresses</button></p>
</form>`;
};

const plan = ({ visit: { workspace } }: Settings): Html => {
  const { status, planName } = workspace.subscription;
  const isActive = status === 'active';
  return html`<form method="post" action="/settings/plan" class="card">
<h2>Plan</h2>
<p class="title"><b>${planName}</b> <span class="pill ${isActive ? 'ok' : 'warn'}">${isActive ? 'Active' : 'Not active'}</span></p>
<p class="muted">${isActive ? 'Your links work. End the plan to see what you and your clients are told then.' : 'Your links are kept and on hold; clients read that you can’t accept connections right now, and not why. Connected accounts stay.'}</p>
<p><button class="button second" name="status" value="${isActive ? 'inactive' : 'active'}">${isActive ? 'End the plan' : 'Start the plan again'}</button></p>
</form>`;
};

const readOnly = ({ workspace, person }: Visit): Html => html`<section class="card"><h2>Brand and plan</h2>
<div class="title">${mark(workspace)}<b>${workspace.name}</b> <span class="pill ${workspace.subscription.status === 'active' ? 'ok' : 'warn'}">${workspace.subscription.planName} ${workspace.subscription.status === 'active' ? 'active' : 'not active'}</span></div>
<p class="muted">Only ${ownerOf(person.agency)?.name} can change these.</p></section>`;

/** The settings of the agency. */
export const settingsPage = (settings: Settings): Html => {
  const { visit, connectOrigin, faults, news } = settings;
  return page({
    title: 'Settings',
    place: '/settings',
    visit,
    news,
    scripts: ['sharer'],
    head: elements(connectOrigin, 'connect-link-manager'),
    main: html`<h1>Settings</h1>
${faults.other && html`<p class="note warn" role="alert">${faults.other}</p>`}
<section class="card" aria-labelledby="fixed"><h2 id="fixed">Authentication links</h2>
<p class="muted">One link for each platform, the same for all your clients. Put them into your onboarding mail.</p>
<connect-link-manager view="fixed">${loading}</connect-link-manager></section>
<section class="card" aria-labelledby="links"><h2 id="links">Links for single clients</h2>
<p class="muted">Make one for each client or campaign, and see what it brought.</p>
<connect-link-manager>${loading}</connect-link-manager></section>
${roles[visit.person.role].settings ? html`${brand(settings)}${addresses(settings)}${plan(settings)}` : readOnly(visit)}`,
  });
};
