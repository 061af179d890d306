import { html } from 'hono/html';
import type { Account } from '../account.ts';
import type { Invention } from '../inventions.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import type { Brand, Html, Page } from './layout.ts';

export interface HomeProps {
  readonly brand: Brand;
  readonly accounts: readonly Account[];
  readonly inventions: readonly Invention[];
  readonly picture: PictureAddress;
  /** What was just done to an account. */
  readonly done?: string;
}

/** What people can do in the platform's settings, by the name that the forms post. */
export const personActions = {
  'remove-app': { label: 'Remove connected apps', done: 'has removed all connected apps' },
  'change-password': { label: 'Change the password', done: 'has a new password' },
  expire: { label: 'Let access tokens expire', done: 'has only expired access tokens now' },
} as const;
export type PersonAction = keyof typeof personActions;

/** The emulator's own front page: its people, what they can do about connected apps, and what is invented here. */
export function homePage({ brand, accounts, inventions, picture, done }: HomeProps): Page {
  return {
    title: 'Start',
    body: html`<h1>This is an emulation of ${brand.name}</h1>
<p class="quiet">For demos and tests. Apps send people here to log in; these are the people.</p>
${done === undefined ? '' : html`<p class="hint" role="status">${done}</p>`}
<ul class="panel">
${accounts.map((account) => person(account, picture))}</ul>
<h2>What is invented here</h2>
<p class="quiet small">Where ${brand.name} documents nothing, the emulation had to decide something. These are its inventions.</p>
<details class="panel"><summary class="row">${inventions.length} inventions</summary>
<ul class="small">
${inventions.map(invention)}</ul></details>`,
  };
}

function person(account: Account, picture: PictureAddress): Html {
  const buttons = Object.entries(personActions).map(
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
