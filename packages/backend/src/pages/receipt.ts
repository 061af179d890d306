import type { ConnectionReason, ConnectionRevocation, ConnectionStatus, Grant } from '@connect/sdk/contract';
import type { Organisation, Sharer } from '../banner-view.ts';
import { quotedList } from '../refusals.ts';
import { plain } from '../sentence.ts';
import { addressField, button, hidden } from './action.ts';
import { grantList, header } from './banner.ts';
import { accountLine, mailReceipt, type NamedAccount } from './done.ts';
import { leftThere, placeOf, textOf } from './ended-access.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { mailTo } from './mail.ts';
import { markup, name, say, type Markup } from './markup.ts';
import { moment } from './moment.ts';

export interface ReceiptProps extends Frame {
  readonly org: Organisation;
  /** The receipt's path, `/r/{receipt}`. */
  readonly path: string;
  /** Its whole address. */
  readonly url: string;
  readonly status: ConnectionStatus;
  /** Somebody has connected the account anew since: the page tells what was, and nothing of what is. */
  readonly isOver?: boolean;
  /** Why it is as it is. */
  readonly reason: ConnectionReason;
  readonly account: NamedAccount;
  /** The platform through whose login it came: its id, and its name. */
  readonly route: { readonly id: string; readonly name: string };
  readonly sharer: Sharer;
  /** First connected, ms since 1970. */
  readonly since: number;
  /** When an access was last used, ms since 1970. */
  readonly lastUsed: number | null;
  /** When it ended, ms since 1970, where it has. */
  readonly endedAt?: number | null;
  /** What has become of its access at the platform, where it has ended; `null` where nobody knows. */
  readonly revocation?: ConnectionRevocation | null;
  /** What was granted. `{org}` and `{product}` in its texts stand for the names. */
  readonly grants: readonly Grant[];
  /** What was asked for and left out; as `grants`. */
  readonly declined?: readonly Grant[];
  /** Path of the link, where it can still repair. */
  readonly linkPath?: string | null;
}

/** A recipient's private page about one connection; says what is, and ends it. */
export const receiptPage = (props: ReceiptProps): Page => {
  const { language, org, status, account, isOver = false } = props;
  const words = language.texts.receipt;
  const ended = status === 'disconnected';
  return layout(props, {
    kind: 'receipt',
    title: plain(words.title, { org: org.name }),
    main: markup`${header(props)}
<h1>${say(words.title, { org: org.name })}</h1>
${!isOver && accountLine(account, language.texts)}
<p class="pill${looks[status]}"><span>${say(words.status[status], { org: org.name })}</span></p>
${status === 'pending_approval' && markup`<p class="muted">${say(words.pending, { sharer: props.sharer.name })}</p>`}
${ended && endedNote(props)}
${status === 'needs_reconnect' && repair(props)}
${ended && again(props)}
${rows(props)}
${!ended && markup`<section class="stack">
<h2>${say(status === 'pending_approval' ? words.canThen : words.can, { org: org.name })}</h2>${grantList(props.grants, props)}
${leftOut(props)}</section>
${end(props)}`}
${help(props)}
<hr><section class="stack"><p class="s">${ended ? words.secretEnded : words.secret}</p>
${addressField('address', props.url, words.address, language.texts)}
${!isOver && markup`<p class="s">${mailReceipt(props.url, { handle: account.handle, org: org.name }, language.texts)}</p>`}</section>
${statusLine()}`,
  });
};

/** The question before the end, for browsers without a script: `/r/{receipt}?end`. */
export const receiptEndPage = (props: ReceiptProps): Page => {
  const { language, account, path } = props;
  const words = language.texts.receipt;
  const handle = { handle: account.handle };
  return layout(props, {
    kind: 'receipt',
    title: plain(words.endTitle, handle),
    main: markup`${header(props)}
<div class="stack"><h1 tabindex="-1" autofocus>${say(words.endTitle, handle)}</h1>
<p class="muted">${endText(props)}</p></div>
${accountLine(account, language.texts)}
<div class="acts">${button({ post: `${path}/disconnect` }, words.endYes, 'danger')}
${button({ href: path }, words.endNo, '')}</div>
${statusLine()}`,
  });
};

/** The question before all that is stored of it is deleted: `/r/{receipt}?forget`. */
export const receiptForgetPage = (props: ReceiptProps): Page => {
  const { language, org, account, path } = props;
  const words = language.texts.receipt;
  const handle = { handle: account.handle };
  return layout(props, {
    kind: 'receipt',
    title: plain(words.forgetTitle, handle),
    main: markup`${header(props)}
<div class="stack"><h1 tabindex="-1" autofocus>${say(words.forgetTitle, handle)}</h1>
<p class="muted">${say(words.forgetText, { org: org.name })}</p></div>
${accountLine(account, language.texts)}
<div class="acts">${button({ post: `${path}/forget` }, words.forgetYes, 'danger')}
${button({ href: path }, words.forgetNo, '')}</div>
${statusLine()}`,
  });
};

/** All that was stored is deleted, the receipt too. */
export const receiptForgottenPage = (props: ReceiptProps): Page => {
  const { language, org, product, route, revocation = null } = props;
  const words = language.texts.receipt;
  const removal = textOf(words.removal, route.id) ?? words.removal.other;
  const isKept = revocation === 'kept_for_others';
  return layout(props, {
    kind: 'receipt',
    title: words.forgotten,
    main: markup`${header(props)}
<div class="stack"><h1 tabindex="-1" autofocus>${words.forgotten}</h1>
${words.forgottenText.map((text) => markup`<p class="muted">${say(text, { org: org.name })}</p>`)}
${revocation === 'pending' && markup`<p>${say(words.forgottenTrying, { platform: route.name })}</p>`}
${isKept && markup`<p>${say(language.texts.endedAccess.kept, { product, platform: whereOf(props) })}</p>`}
${!isKept && revocation !== 'revoked' && markup`<p>${say(removal, { product, platform: route.name })}</p>`}</div>
${statusLine()}`,
  });
};

const looks: Readonly<Record<ConnectionStatus, string>> = {
  active: ' ok',
  pending_approval: ' info',
  needs_reconnect: ' warn',
  disconnected: '',
};

/** What its end means. */
const endText = ({ language: { texts }, org, status }: ReceiptProps): Markup =>
  say(status === 'pending_approval' ? texts.receipt.endTextPending : texts.receipt.endText, { org: org.name });

/** What is not among what it can do, because it was left out. */
const leftOut = ({ language, org, product, declined = [] }: ReceiptProps): Markup | false => {
  if (declined.length === 0) return false;
  const missing = quotedList(declined.map(({ title }) => plain(title, { org: org.name, product })), language);
  return markup`<p class="s">${say(language.texts.receipt.declined, { missing })}</p>`;
};

const whereOf = ({ language, route, account }: ReceiptProps): string => placeOf(language, route.id, account.platform);

/** How it ended here. */
const endedHere = (props: ReceiptProps): Markup => {
  const { language, org, account, reason, revocation = null } = props;
  const words = language.texts.receipt;
  const values = { org: org.name, handle: account.handle };
  if (reason === 'approval_rejected') return say(words.rejected, values);
  const by = textOf(words.endedBy, reason);
  const what = revocation === 'revoked' ? words.ended : revocation === 'pending' ? words.endedTrying : words.endedHere;
  return markup`${by !== undefined && say(by, values)} ${say(what, values)}`;
};

const endedNote = (props: ReceiptProps): Markup => {
  const { language, org, product, account, route, revocation = null, reason, isOver } = props;
  const words = language.texts.receipt;
  if (isOver) return markup`<p>${say(words.over, { org: org.name, platform: account.platform })}</p>`;
  const there = textOf(words.endedThere, reason);
  if (there !== undefined) return markup`<p>${say(there, { org: org.name, product, handle: account.handle, platform: whereOf(props) })}</p>`;
  const left = leftThere({ revocation, route: route.id, platform: account.platform }, language, product);
  return markup`<p>${endedHere(props)}${left && markup` ${left}`}</p>`;
};

/** Whoever ended it, it can be connected again where the link still works. */
const again = ({ language: { texts }, linkPath }: ReceiptProps): Markup | false =>
  linkPath ? markup`<div class="acts">${button({ href: linkPath }, texts.receipt.repair, '')}</div>` : false;

/** What is broken, and the way to repair it. */
const repair = (props: ReceiptProps): Markup => {
  const { language, sharer, reason, linkPath } = props;
  const { receipt: words, link } = language.texts;
  const why = textOf(link.reasons, reason) ?? link.reasons.refresh_refused;
  const way = linkPath ? words.repairText : say(words.repairAsk, { sharer: sharer.name });
  return markup`<div class="acts"><p>${say(why, { platform: whereOf(props) })} ${way}</p>
${linkPath && button({ href: linkPath }, words.repair, 'primary')}</div>`;
};

/** Whom to ask, how to end it without us, and the end of all that is stored. */
const help = ({ language, org, product, sharer, route, path, status, isOver }: ReceiptProps): Markup => {
  const { receipt: words, common } = language.texts;
  const removal = textOf(words.removal, route.id) ?? words.removal.other;
  const subject = plain(common.mailSubject, { org: org.name });
  return markup`<hr><section class="stack"><h2>${words.help}</h2>
${status !== 'disconnected' && markup`<p class="s">${say(removal, { product, platform: route.name })}</p>`}
<div class="acts"><p class="s"><a class="way" href="${mailTo(sharer.email, { subject })}">${say(words.write, { sharer: sharer.name })}</a></p>
${!isOver && markup`<p class="s"><a class="way" href="${path}?forget">${words.forget}</a></p>`}</div></section>`;
};

const rows = ({ language, org, sharer, product, since, lastUsed, endedAt }: ReceiptProps): Markup => {
  const { rows: words } = language.texts.receipt;
  const row = (label: string, value: Markup | string): Markup => markup`<div><dt>${label}</dt><dd>${value}</dd></div>`;
  const when = (at: number): Markup => moment(at, 'datetime', language.tag);
  return markup`<dl class="rows">${row(words.to, name(org.name))}
${row(words.by, markup`${name(sharer.name)}<small>${name(sharer.email)}</small>`)}
${row(words.through, name(product))}${row(words.since, moment(since, 'date', language.tag))}
${endedAt ? row(words.ended, when(endedAt)) : row(words.used, lastUsed === null ? words.unused : when(lastUsed))}</dl>`;
};

/** Ends it after one question: in a dialog where a script runs, else on a page of its own. */
const end = (props: ReceiptProps): Markup => {
  const { language, account, path } = props;
  const words = language.texts.receipt;
  return markup`<div class="acts"><form method="get" action="${path}">${hidden({ end: '' })}
<button class="btn danger" data-confirm-dialog="end">${words.end}</button></form>
<p class="s">${endText(props)}</p></div>
<dialog id="end" aria-labelledby="end-title"><form class="acts" method="post" action="${path}/disconnect">
<h2 id="end-title">${say(words.endTitle, { handle: account.handle })}</h2>
<p class="muted">${endText(props)}</p><button class="btn danger">${words.endYes}</button>
<button class="btn" formmethod="dialog" formnovalidate autofocus>${words.endNo}</button></form></dialog>`;
};
