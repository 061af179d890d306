import type { ResultMessage } from '@connect/sdk/contract';
import type * as z from 'zod/mini';
import type { Organisation, Sharer } from '../banner-view.ts';
import { quotedList } from '../refusals.ts';
import { plain } from '../sentence.ts';
import type { Texts } from '../texts.ts';
import { addressField, button, closeButton, hidden, lookAt, type Target } from './action.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { mailTo } from './mail.ts';
import { markup, name, say, type Markup } from './markup.ts';
import { tile } from './tile.ts';

/** What the last page of a flow tells its script. */
export interface FlowWindow {
  /** `cf_…` */
  readonly fid: string;
  /** `view`: the page was opened again later. */
  readonly mode: 'popup' | 'redirect' | 'view';
  /** Only where the opener has answered the handshake. */
  readonly openerOrigin: string | null;
  /** The message for the opener; `null` while the flow is under way. */
  readonly result: z.infer<typeof ResultMessage> | null;
}

/** An account that was connected, as its owner sees it. */
export interface ConnectedAccount {
  /** `Instagram` */
  readonly platform: string;
  /** `@harbourcoffee` */
  readonly handle: string;
  readonly displayName: string | null;
  /** Path on our own origin. */
  readonly picture: string | null;
  /** Whether it had been connected before. */
  readonly repaired: boolean;
  /** Whether it waits for the organisation's approval. */
  readonly isPending?: boolean;
  /** Takes it back, as long as that is possible. */
  readonly undo?: Extract<Target, { readonly post: string }>;
  /** Titles of optional permissions that were left out. */
  readonly missing: readonly string[];
  /** The receipt's whole address. */
  readonly receiptUrl: string;
}

export interface DoneProps extends Frame {
  readonly org: Organisation;
  readonly sharer: Pick<Sharer, 'name'>;
  readonly window: FlowWindow;
  /** Empty where only another browser may know which they are. */
  readonly accounts: readonly ConnectedAccount[];
  /** Whether all of it waits for the organisation's approval. */
  readonly isPending?: boolean;
  /** Where the sharer wants people to go, an allowed address. */
  readonly returnUrl?: string | null;
  /** Path of the link, for another account. */
  readonly anotherPath?: string | null;
}

/** The end of a flow that connected something. Accounts are only for the browser that went through it. */
export const donePage = (props: DoneProps): Page => {
  const { accounts, org, isPending = false } = props;
  const elsewhere = accounts.length === 0;
  const [first] = accounts;
  const one = accounts.length === 1 ? first : undefined;
  const names = { handle: one?.handle ?? '', org: org.name };
  const title = isPending ? titlePending(props, one) : titleConnected(props, one);
  return layout(props, {
    kind: 'done',
    title: plain(title, names),
    data: windowData(props.window),
    main: markup`${bridge(props)}
<div class="stack"><h1 tabindex="-1" autofocus>${say(title, names)}</h1>
<p class="muted">${text(props)}</p></div>
${!elsewhere && markup`<div class="box">${accounts.map((account) => accountRow(account, props))}</div>`}
${ways(props)}
${!elsewhere && markup`<hr>${receipts(props)}`}
${statusLine()}`,
  });
};

const titleConnected = ({ accounts, language }: DoneProps, one: ConnectedAccount | undefined): string => {
  const words = language.texts.done;
  if (one) return one.repaired ? words.titleRepaired : words.title;
  return accounts.length === 0 ? words.titleElsewhere : words.titleMany;
};

const titlePending = ({ accounts, language }: DoneProps, one: ConnectedAccount | undefined): string => {
  const words = language.texts.done;
  if (one) return words.titlePending;
  return accounts.length === 0 ? words.titlePendingElsewhere : words.titlePendingMany;
};

/** What has happened, and that it is nobody's turn any more. */
const text = ({ accounts, isPending, language, org, sharer }: DoneProps): Markup | string => {
  const words = language.texts.done;
  if (accounts.length === 0) return words.textElsewhere;
  if (isPending) return say(words.textPending, { sharer: sharer.name });
  return accounts.every(({ repaired }) => repaired) ? words.textRepaired : say(words.text, { org: org.name });
};

/** Ends after which there is nothing left to read here; after any other, the page says what to do and stays. */
const closable = new Set<string>(['connected', 'denied', 'cancelled']);

/** The `data-…` attributes of a flow's last page. */
export const windowData = ({ fid, mode, openerOrigin, result }: FlowWindow): Readonly<Record<string, string>> => ({
  fid,
  mode,
  'opener-origin': openerOrigin ?? '',
  'auto-close': String(mode === 'popup' && result !== null && closable.has(result.status)),
  result: result === null ? '' : JSON.stringify(result),
});

/** That a window may be closed: said, and done where a script runs in a popup. */
export const closing = (texts: Texts, main = false): Markup =>
  markup`<div class="acts"><p class="s">${texts.done.close}</p>
    ${closeButton(texts.done.closeButton, main ? 'primary' : '')}</div>`;

const bridge = ({ org, accounts, isPending = false }: DoneProps): Markup =>
  markup`<div class="bridge${isPending && ' wait'}" aria-hidden="true">${tile(org.name, org.logo, 'big')}<i></i>
<span class="dot">${isPending ? icons.clock : icons.check}</span>${accounts.length > 0 && markup`<i></i>`}
${accounts.slice(0, 3).map((account) => tile(labelOf(account), account.picture, 'big round'))}</div>`;

const labelOf = ({ displayName, handle }: Pick<ConnectedAccount, 'displayName' | 'handle'>): string => displayName ?? handle;

/** An account as it is named. */
export type NamedAccount = Pick<ConnectedAccount, 'platform' | 'handle' | 'displayName' | 'picture'>;

/** An account by picture, name and handle. */
export const accountLine = (account: NamedAccount, texts: Texts): Markup =>
  markup`<div class="acct">${tile(labelOf(account), account.picture, 'round')}<span class="grow"><b>${name(labelOf(account))}</b>
<span>${say(texts.done.on, { handle: account.handle, platform: account.platform })}</span></span></div>`;

/** The way out for somebody who sees that it is the wrong account. */
const wrong = ({ undo, receiptUrl }: ConnectedAccount, { done: words }: Texts): Markup =>
  undo === undefined
    ? markup`<p class="s">${words.wrong} <a class="way" href="${new URL(receiptUrl).pathname}?end">${words.end}</a></p>`
    : markup`<div class="bar s"><span>${words.right}</span><form method="post" action="${undo.post}">${hidden(undo.fields)}
<button class="switch"><span>${words.undo}</span></button></form></div>`;

const accountRow = (account: ConnectedAccount, { language, org, product }: DoneProps): Markup => {
  const words = language.texts.done;
  const missing = quotedList(account.missing.map((title) => plain(title, { org: org.name, product })), language);
  return markup`<div class="stack">${accountLine(account, language.texts)}
${account.missing.length > 0 && markup`<p class="s">${say(words.left, { missing })}</p>`}
${wrong(account, language.texts)}</div>`;
};

const ways = ({ language, returnUrl, anotherPath, window }: DoneProps): Markup => {
  const words = language.texts.done;
  const links = [
    ...(returnUrl ? [{ href: returnUrl, label: say(words.back, { host: new URL(returnUrl).host }) }] : []),
    ...(anotherPath ? [{ href: anotherPath, label: words.another }] : []),
  ];
  const buttons = links.map(({ href, label }, index) => button({ href }, label, returnUrl ? lookAt(index) : ''));
  return markup`${buttons.length > 0 && markup`<div class="acts">${buttons}</div>`}
${closing(language.texts, window.mode === 'popup' && !returnUrl)}`;
};

/** A message with a receipt's address, for somebody who wants to find it again among their own mail. */
export const mailReceipt = (address: string, values: { readonly handle: string; readonly org: string }, { done: words }: Texts): Markup =>
  markup`<a class="way" href="${mailTo('', { subject: plain(words.mailSubject, values), body: plain(words.mailText, { address }) })}">${words.mail}</a>`;

const receipts = ({ language, org, accounts }: DoneProps): Markup => {
  const { done: words } = language.texts;
  const several = accounts.length > 1;
  return markup`<section class="stack"><h2>${several ? words.keepMany : words.keep}</h2>
<p class="s">${several ? words.keepManyText : words.keepText}</p>
${accounts.map(({ handle, receiptUrl }, index) => {
  const label = several ? plain(words.addressOf, { handle }) : words.address;
  return markup`${several && markup`<p><b>${name(handle)}</b></p>`}${addressField(`receipt-${index}`, receiptUrl, label, language.texts)}
<p class="s"><a class="way" href="${new URL(receiptUrl).pathname}">${words.open}</a> · ${mailReceipt(receiptUrl, { handle, org: org.name }, language.texts)}</p>`;
})}</section>`;
};
