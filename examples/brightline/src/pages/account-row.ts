import { createHash } from 'node:crypto';
import type { Connection } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName, type Profile } from '../platforms.ts';
import { icon } from './icon.ts';
import type { Html } from './layout.ts';
import { amount, clock, date } from './words.ts';

/** What became of reading an account's profile at its platform. */
export type Reading = { readonly profile: Profile } | { readonly problem: string };

const reasons: Readonly<Record<string, (platform: string) => string>> = {
  token_expired: (platform) => `${platform} ended it after a time`,
  refresh_refused: (platform) => `${platform} no longer accepts it`,
  refresh_outcome_unknown: (platform) => `it isn’t certain that ${platform} renewed it`,
  disconnected_by_product: () => 'ended here',
  disconnected_by_recipient: () => 'ended by your client',
};

/** Why an account is not working, in words; nothing where it works. */
const reason = (connection: Connection): string | undefined =>
  connection.status === 'active'
    ? undefined
    : (reasons[connection.reason]?.(platformName(connection.platform)) ?? connection.reason.replaceAll('_', ' '));

const pills: Readonly<Record<string, { word: string; tone: string }>> = {
  active: { word: 'Working', tone: 'ok' },
  needs_reconnect: { word: 'Reconnect needed', tone: 'warn' },
  disconnected: { word: 'Ended', tone: '' },
};

const pill = ({ status }: Connection): Html => {
  const { word, tone } = pills[status] ?? { word: status.replaceAll('_', ' '), tone: '' };
  return html`<span class="pill ${tone}">${word}</span>`;
};

const picture = ({ account }: Connection): Html =>
  account.pictureUrl === null
    ? html`<span class="tile" aria-hidden="true">${[...(account.displayName ?? account.handle).replace(/^@/, '')][0]?.toUpperCase()}</span>`
    : html`<img class="tile" src="${account.pictureUrl}" alt="" width="44" height="44" referrerpolicy="no-referrer">`;

const actions = ({ id, link, status, account }: Connection): Html => html`
${status === 'active' && html`<form method="post" action="/accounts/${id}/profile" data-profile-form><button class="button second">Read profile<span class="sr"> of ${account.handle}</span></button></form>`}
${status === 'needs_reconnect' && html`<form method="post" action="/links/${link}/reveal" data-copy-form><button class="button second">${icon('copy')}<span data-label>Copy repair link</span><span class="sr"> for ${account.handle}</span></button></form>`}
<a class="button quiet danger" href="/accounts/${id}/disconnect" data-question>Disconnect<span class="sr"> ${account.handle}</span></a>`;

const facts = (profile: Profile): string =>
  [
    profile.followers === undefined ? undefined : amount(profile.followers, 'follower', 'followers'),
    profile.posts === undefined ? undefined : amount(profile.posts, 'post', 'posts'),
  ]
    .filter((fact) => fact !== undefined)
    .join(' · ');

const result = (platform: string, reading: Reading): Html =>
  'problem' in reading
    ? html`<p class="note warn">${reading.problem}</p>`
    : html`<div class="note ok"><p><b><bdi>${reading.profile.name ?? 'This account'}</bdi></b>${facts(reading.profile) && html` · ${facts(reading.profile)}`}</p>
<p class="small">Read from ${platform} at ${clock()} by Brightline’s server. Its token never came to this browser.</p></div>`;

/** Changes whenever something changes that the row shows. */
const revision = ({ status, reason: why, platform, account, createdAt, link }: Connection): string =>
  createHash('sha256').update(JSON.stringify([status, why, platform, account, createdAt, link])).digest('base64url').slice(0, 16);

/** Changes whenever something happens that is news to the people who look at the list. */
const state = ({ status, connectedAt }: Connection): string => `${status} ${connectedAt}`;

/** One account of the list; with `reading`, also what its platform said. */
export const accountRow = (connection: Connection, reading?: Reading): Html => {
  const { id, status, account, platform, createdAt } = connection;
  const name = platformName(platform);
  return html`<li class="row" id="${id}" data-account="${id}" data-revision="${revision(connection)}" data-state="${state(connection)}">
${picture(connection)}
<div class="what"><p class="title"><b><bdi>${account.displayName ?? account.handle}</bdi></b> ${pill(connection)}</p>
<p class="muted">${account.displayName !== null && account.displayName !== account.handle && html`<bdi>${account.handle}</bdi> · `}${name}${reason(connection) && ` · ${reason(connection)}`} · ${status === 'disconnected' ? 'connected' : 'since'} ${date(createdAt)}</p></div>
${status !== 'disconnected' && html`<div class="actions">${actions(connection)}</div>`}
<div class="more" data-reading>${reading && result(name, reading)}</div>
</li>`;
};

/** One account for the script that keeps the list up to date: `news` is to be told when `state` has changed. */
export const accountNews = (connection: Connection) => {
  const { id, status, account } = connection;
  const news: Readonly<Record<string, string>> = {
    active: connection.reason === 'repaired' ? `${account.handle} works again` : `${account.handle} was connected just now`,
    needs_reconnect: `${account.handle} needs your client: ${reason(connection)}`,
    disconnected: `${account.handle} was disconnected`,
  };
  return { id, revision: revision(connection), state: state(connection), news: news[status] ?? '' };
};
