import { html } from 'hono/html';
import type { Account } from '../account.ts';
import type { Invention } from '../inventions.ts';
import type { Notice } from '../notices.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import type { Brand, Html, Page } from './layout.ts';
import { noticeList } from './notice-list.ts';

/** What people can do in the platform's settings, or what can happen to them; the name is what the forms post. */
export type PersonAction = 'remove-app' | 'change-password' | 'request-deletion' | 'expire' | 'change-age' | 'get-banned';
type PersonActions = Readonly<Partial<Record<PersonAction, { readonly label: string; readonly done: string }>>>;

const everywhere = {
  'remove-app': { label: 'Remove connected apps', done: 'has removed all connected apps' },
  'change-password': { label: 'Change the password', done: 'has a new password' },
  expire: { label: 'Let access tokens expire', done: 'has only expired access tokens now' },
} as const;

const meta: PersonActions = {
  ...everywhere,
  'request-deletion': {
    label: 'Remove connected apps and ask for deletion',
    done: 'has removed all connected apps and asked them to delete everything',
  },
};

export const personActions: Readonly<Record<Brand['id'], PersonActions>> = {
  instagram: meta,
  facebook: meta,
  tiktok: {
    ...everywhere,
    'request-deletion': { label: 'Delete the account', done: 'has deleted the account, as far as apps are told' },
    'change-age': { label: 'Correct the age to one that is too young', done: 'is too young for connected apps now' },
    'get-banned': { label: 'Get banned', done: 'is banned, as far as apps are told' },
  },
};

interface HomeProps {
  readonly brand: Brand;
  readonly people: readonly Account[];
  readonly actions: PersonActions;
  readonly inventions: readonly Invention[];
  /** What apps were told, newest first. */
  readonly notices: readonly Notice[];
  readonly picture: PictureAddress;
  /** What was just done. */
  readonly done?: string;
}

/** The emulator's own front page: its people, what they can do about connected apps, and what is invented here. */
export function homePage({ brand, people, actions, inventions, notices, picture, done }: HomeProps): Page {
  return {
    title: 'Start',
    body: html`<h1>This is an emulation of ${brand.name}</h1>
<p class="quiet">For demos and tests. Apps send people here to log in; these are the people.</p>
${done === undefined ? '' : html`<p class="hint" role="status">${done}</p>`}
<ul class="panel">
${people.map((account) => person(account, actions, picture))}</ul>
${noticeList(notices)}
<h2>What is invented here</h2>
<p class="quiet small">Where ${brand.name} documents nothing, the emulation had to decide something. These are its inventions.</p>
<details class="panel"><summary class="row">${inventions.length} inventions</summary>
<ul class="small">
${inventions.map(invention)}</ul></details>`,
  };
}

function person(account: Account, actions: PersonActions, picture: PictureAddress): Html {
  const buttons = Object.entries(actions).map(
    ([action, { label }]) => html`<button class="action" name="action" value="${action}">${label}</button>
`,
  );
  return html`<li><details><summary class="row">${accountCard(account, picture)}</summary>
<form class="inset" method="post" action="/people/${account.key}">
${buttons}</form></details></li>
`;
}

function invention({ standsInFor, answer }: Invention): Html {
  return html`<li class="fixed"><span>${plain(standsInFor)} <small>${plain(answer)}</small></span></li>
`;
}

const plain = (text: string) => text.replaceAll('`', '');
