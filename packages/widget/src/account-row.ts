import type { Connection } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button, urlField } from './control.ts';
import { formatsOf } from './formats.ts';
import { icon } from './icons.ts';
import type { KeyedRow } from './keyed-rows.ts';
import type { AccountKey } from './locales/accounts.en.ts';
import { inWords } from './moment.ts';
import { rowMenu } from './row-menu.ts';
import type { Values, Words } from './words.ts';

/** What stands below a row after an action: what to do now, or what did not work. */
export interface RowNote {
  readonly tone: 'warn' | 'neutral' | 'ok';
  readonly text: string;
  /** A link to copy by hand, where the browser did not let us. */
  readonly url?: string | undefined;
  /** A new link is what helps. */
  readonly needsLink?: boolean | undefined;
}

/** What rows are painted with, besides the connection. */
export interface AccountRowContext {
  readonly words: Words<AccountKey>;
  readonly locale: string | undefined;
  readonly productName: string;
  /** What people call the way by which it was connected, such as `Instagram through Facebook`. */
  readonly routeOf: (connection: Connection) => string;
  readonly canWrite: boolean;
  readonly canReveal: boolean;
  readonly noteOf: (id: string) => RowNote | undefined;
  /** The action of a row that is under way. */
  readonly busyOf: (id: string) => AccountAction | undefined;
  readonly isCopied: (id: string) => boolean;
  readonly isNew: (id: string) => boolean;
  readonly act: (action: AccountAction, connection: Connection) => void;
  /** Opens the link manager, where the page has one, and the person can make a link in it. */
  readonly newLink: (() => void) | undefined;
}

/** What can be done with a row. */
export type AccountAction = 'approve' | 'reject' | 'repair' | 'disconnect';

const tones: Readonly<Partial<Record<string, string>>> = { active: 'ok', needs_reconnect: 'warn', pending_approval: 'info' };

/** What sentences about an account name. `platform` is where the client logs in: for an account that came through Facebook, that. */
export const valuesOf = (connection: Connection, { words, productName, routeOf }: AccountRowContext): Values => {
  const route = routeOf(connection);
  return {
    handle: connection.account.handle || words.plain('erased'),
    platform: words.plain(`login.${connection.route}` as AccountKey) || route,
    route,
    product: productName,
  };
};

/** The reason in words of the sharer; `undefined` where the status says it all, and for one of a newer backend. */
export const reasonOf = (connection: Connection, context: AccountRowContext): string | undefined => {
  const { reason, status } = connection;
  return status === 'active' ? undefined : context.words.plain(`reason.${reason}` as AccountKey, valuesOf(connection, context)) || undefined;
};

const statusOf = ({ status }: Connection, { words, canWrite }: AccountRowContext): string =>
  // A newer backend may know more statuses than these words: its own word says more than none.
  words.plain(`status.${status === 'pending_approval' && !canWrite ? 'pending_others' : status}` as AccountKey) || status.replaceAll('_', ' ');

/** Whether its client can bring it back; whoever has deleted the account, or has ended the connection, does not want that. */
const isLost = ({ status, reason }: Connection): boolean =>
  status === 'needs_reconnect' || /^(rem|app_r|account_[ab])/.test(reason);

/** Instagram's permissions have the same names by its own login, but for a word in the middle. */
const scopeOf = (scope: string, { plain }: Words<AccountKey>): string =>
  plain(`scope.${scope}` as AccountKey) || plain(`scope.${scope.replace('_business', '')}` as AccountKey) || scope;

const picture = ({ account }: Connection) => {
  const letter = [...(account.displayName ?? account.handle).replace(/^@/, '')][0]?.toLocaleUpperCase();
  // Where the picture cannot be had, the letter below it is seen.
  const seen = ({ target, type }: Event) => ((target as HTMLElement).style.visibility = type === 'load' ? '' : 'hidden');
  return html`<span class="tile" aria-hidden="true">${letter}${
    account.pictureUrl ? html`<img src=${account.pictureUrl} alt="" loading="lazy" @error=${seen} @load=${seen}>` : nothing
  }</span>`;
};

/** What the row is called; of an account that was deleted, nothing is known any more. */
const titleOf = ({ account }: Connection, { words }: AccountRowContext): string =>
  account.displayName ?? (account.handle || words.plain('erased'));

const facts = (connection: Connection, context: AccountRowContext) => {
  const { words, locale, routeOf } = context;
  const { account, linkName, createdAt, scopes } = connection;
  const since = words.plain('since', { when: formatsOf(locale).date.format(new Date(createdAt)) });
  const reason = reasonOf(connection, context);
  const missing = formatsOf(locale).list.format(scopes.missing.map((scope) => scopeOf(scope, words)));
  const first = [account.displayName && account.handle, routeOf(connection), reason].filter(Boolean);
  // Each fact is isolated, so that they stay in order where some are written from right to left.
  return html`<span class="facts">${first.map((fact, index) => html`${index ? ' · ' : nothing}<bdi>${fact}</bdi>`)}</span><span class="facts"><bdi>${
    linkName ? words.say('through', { link: linkName }) : words.say('throughUnnamed')
  }</bdi> · <time datetime=${createdAt} title=${inWords(createdAt, locale)}><bdi>${since}</bdi></time></span>${
    missing && connection.status !== 'disconnected' ? html`<span class="facts missing"><bdi>${words.say('missing', { list: missing })}</bdi></span>` : nothing
  }`;
};

const actions = (connection: Connection, context: AccountRowContext) => {
  const { words, canWrite, canReveal, busyOf, noteOf, isCopied, act } = context;
  const { id, status } = connection;
  const choice = (action: AccountAction, key: AccountKey, tone: string, mark?: TemplateResult) =>
    html`<button class="btn ${tone}" aria-busy=${busyOf(id) === action} aria-describedby=${`h-${id}${noteOf(id) ? ` n-${id}` : ''}`} @click=${() => act(action, connection)}>${mark}${words.say(key)}</button>`;
  if (status === 'pending_approval' && canWrite) return html`${choice('approve', 'approve', 'primary')}${choice('reject', 'reject', 'second')}`;
  if (isLost(connection) && canReveal) {
    return choice('repair', isCopied(id) ? 'copied' : 'repair', 'second', icon(isCopied(id) ? 'check' : 'copy'));
  }
  return nothing;
};

const note = ({ id, account }: Connection, { tone, text, url, needsLink }: RowNote, { words, newLink }: AccountRowContext) =>
  html`<div class="note ${tone}" id=${`n-${id}`}><div dir="auto">${text}${
    url ? urlField(words.plain('repair.url', { handle: account.handle }), url) : nothing
  }</div>${needsLink && newLink ? button('second', words.say('empty.a'), newLink) : nothing}</div>`;

/** One account of the list. Pure: the same connection and context give the same content. */
export const accountRow = (connection: Connection, context: AccountRowContext): KeyedRow => {
  const { words, canWrite, canReveal, noteOf, isNew, act } = context;
  const { id, account, status } = connection;
  const lost = isLost(connection) && !canReveal ? { tone: 'neutral', text: words.plain('repair.ask') } as const : undefined;
  const shown = noteOf(id) ?? lost;
  const content = () => html`${picture(connection)}<div class="grow"><b class="head" id=${`h-${id}`}><bdi>${
    titleOf(connection, context)
  }</bdi> <span class="pill ${tones[status] ?? ''}">${statusOf(connection, context)}</span></b>${facts(connection, context)}</div><div class="buttons">${actions(connection, context)}</div>${
    canWrite && status !== 'disconnected' && status !== 'pending_approval'
      ? rowMenu(words.plain('moreFor', { handle: account.handle }), () => [
          { label: words.plain('disconnect'), icon: 'off', danger: true, run: () => act('disconnect', connection) },
        ])
      : nothing
  }${shown ? note(connection, shown, context) : nothing}`;
  return { id, className: `row account${isNew(id) ? ' new' : ''}`, content };
};
