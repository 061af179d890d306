import type { Connection, Link } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName } from '../platforms.ts';
import type { Portal } from '../portals.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';
import { page, type Html } from './layout.ts';
import { platformNames } from './words.ts';

interface Clients {
  readonly visit: Visit;
  readonly portals: readonly Portal[];
  readonly links: readonly Link[];
  readonly connections: readonly Connection[];
  readonly mayShare: boolean;
  readonly refusal: string | undefined;
}

const words: Readonly<Record<string, string>> = {
  active: 'Open',
  paused: 'On hold',
  suspended: 'Plan inactive',
  expired: 'Ended',
  exhausted: 'Limit reached',
};

const accounts = (connections: readonly Connection[]): Html =>
  connections.length === 0
    ? html`Nothing connected yet`
    : html`${connections.map(
        ({ account, platform }, index) => html`${index > 0 && ', '}<bdi>${account.handle}</bdi> at ${platformName(platform)}`,
      )}`;

const row = ({ client, path, link }: Portal, { links, connections, mayShare }: Clients): Html => {
  const status = link && links.find(({ id }) => id === link.id)?.status;
  return html`<li class="row"><span class="tile" aria-hidden="true">${[...client.name][0]}</span>
<div class="what"><p class="title"><b>${client.name}</b> <span class="pill ${status === 'active' ? 'ok' : 'warn'}">${link === undefined ? 'No link' : (words[status ?? ''] ?? 'Open')}</span></p>
<p class="muted">${platformNames(client.platforms)} · ${accounts(connections.filter((each) => each.link === link?.id))}</p></div>
${
  mayShare &&
  (link === undefined
    ? html`<form method="post" action="/clients/${client.id}/link"><button class="button second">Make a new link<span class="sr"> for ${client.name}’s page</span></button></form>`
    : html`<a class="button second" href="${path}" target="_blank" rel="noopener">${icon('out')}Open their page<span class="sr"> (${client.name}’s, in a new tab)</span></a>`)
}</li>`;
};

/** The clients and their pages. */
export const clientsPage = (clients: Clients): Html =>
  page({
    title: 'Clients',
    place: '/clients',
    visit: clients.visit,
    main: html`<div><h1>Clients</h1>
<p class="muted">Each client has a page of their own here, where they connect their accounts. They need no login for it.</p></div>
${clients.refusal && html`<p class="note warn" role="alert">${clients.refusal}</p>`}
${
  clients.portals.length === 0
    ? html`<section class="card empty"><h2>No clients yet</h2>
<p class="muted">You can send a link to anybody without adding them here.</p>
<p><a class="button primary" href="/accounts">Go to the accounts</a></p></section>`
    : html`<ul class="list">${clients.portals.map((portal) => row(portal, clients))}</ul>
${!clients.mayShare && html`<p class="muted">Whoever opens a client’s page can connect accounts there. Your role doesn’t share links, so the pages’ addresses aren’t shown to you.</p>`}`
}`,
  });
