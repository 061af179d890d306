import type { Connection, Link } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName } from '../platforms.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';
import { page, type Html } from './layout.ts';
import { amount, and, date, platformNames } from './words.ts';

interface Links {
  readonly visit: Visit;
  readonly links: readonly Link[];
  /** The workspace's connections, to name what each link brought. */
  readonly connections: readonly Connection[];
  /** The form for a new link, or the address of one that is ready. */
  readonly top: Html;
  readonly older?: string | undefined;
  readonly news?: string | undefined;
}

const status = ({ status, expiresAt }: Link): Html => {
  const words: Readonly<Record<string, string>> = {
    active: 'Active',
    paused: 'Paused',
    suspended: 'Plan inactive',
    exhausted: 'Limit reached',
    revoked: 'Switched off',
  };
  const tone = status === 'active' ? 'ok' : status === 'suspended' ? 'warn' : '';
  return html`<span class="pill ${tone}">${status === 'expired' && expiresAt !== null ? html`Ended ${date(expiresAt)}` : (words[status] ?? status)}</span>`;
};

/** What a link brought, the newest by name. */
const brought = (link: Link, connections: readonly Connection[]): Html => {
  if (link.connectionCount === 0) return html`Not used yet`;
  const accounts = connections.filter((connection) => connection.link === link.id && connection.status !== 'disconnected');
  // One name can be in use at several platforms.
  const handles = accounts.map(({ account, platform }) =>
    link.platforms.length > 1
      ? html`<bdi>${account.handle}</bdi> on ${platformName(platform)}`
      : html`<bdi>${account.handle}</bdi>`,
  );
  const named = handles.slice(0, 3);
  const rest = link.connectionCount - named.length;
  if (named.length === 0) return html`Brought ${amount(rest, 'account', 'accounts')}`;
  return html`Brought ${and([...named, ...(rest > 0 ? [`${rest} more`] : [])])}`;
};

const actions = (link: Link, whom: string): Html =>
  html`${
    link.status !== 'revoked' &&
    html`<div class="actions"><form method="post" action="/links/${link.id}/reveal" data-copy-form><button class="button second">${icon('copy')}<span data-label>Copy link</span><span class="sr"> for ${whom}</span></button></form>
<a class="button quiet danger" href="/links/${link.id}/switch-off" data-question>Switch off<span class="sr"> the link for ${whom}</span></a></div>`
  }`;

const linkRow = (link: Link, connections: readonly Connection[]): Html => {
  const whom = link.clientName ?? link.description ?? 'A link without a name';
  return html`<li class="row" id="${link.id}">
<div class="what"><p class="title"><b><bdi>${whom}</bdi></b> ${status(link)}</p>
${link.clientName !== null && link.description !== null && html`<p><bdi>${link.description}</bdi></p>`}
<p class="muted">${platformNames(link.platforms)} · by <bdi>${link.sharedBy.name}</bdi> · ${date(link.createdAt)}</p>
<p class="muted">${brought(link, connections)}</p></div>
${actions(link, whom)}
</li>`;
};

const empty = html`<section class="card empty"><h3>No links yet</h3>
<p class="muted">Make a link, send it to your client, and their account shows up here. It keeps working until you switch it off.</p></section>`;

/** The links of the workspace, below the form for a new one. */
export const linksPage = ({ visit, links, connections, top, older, news }: Links): Html =>
  page({
    title: 'Connect links',
    place: '/links',
    visit,
    news,
    main: html`<div><h1>Connect links</h1>
<p class="muted">Send a link to a client. They connect their account without logging in here.</p></div>
${top}
<h2>Your links</h2>
${links.length === 0 ? empty : html`<ul class="list">${links.map((link) => linkRow(link, connections))}</ul>`}
${older && html`<p><a href="${older}">Older links</a></p>`}`,
  });
