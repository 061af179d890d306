import type { ConnectionStatus, Grant } from '@connect/sdk/contract';
import type { Organisation, Sharer } from '../banner-view.ts';
import { en } from '../locales/en.ts';
import { plain } from '../sentence.ts';
import { addressField, button, hidden } from './action.ts';
import { grantList, header } from './banner.ts';
import { accountLine, type NamedAccount } from './done.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, name, say, type Markup } from './markup.ts';
import { moment } from './moment.ts';

export interface ReceiptProps extends Frame {
  readonly org: Organisation;
  /** The receipt's path, `/r/{receipt}`. */
  readonly path: string;
  /** Its whole address. */
  readonly url: string;
  readonly status: ConnectionStatus;
  /** Whether it ended because the organisation decided against it. */
  readonly rejected?: boolean;
  /** Why, where it ended at the platform. */
  readonly endedThere?: EndedThere | null;
  readonly account: NamedAccount;
  readonly sharer: Sharer;
  /** First connected, ms since 1970. */
  readonly since: number;
  /** When an access was last used, ms since 1970. */
  readonly lastUsed: number | null;
  /** When it ended, ms since 1970, where it has. */
  readonly endedAt?: number | null;
  /** Whether the platform has confirmed the end; where it has not, the page says what is left to do. */
  readonly endConfirmed?: boolean;
  /** What was granted. `{org}` and `{product}` in its texts stand for the names. */
  readonly grants: readonly Grant[];
  /** Path of the link, where it can still repair. */
  readonly linkPath?: string | null;
}

/** How the platform says that an access has ended there. */
export type EndedThere = keyof typeof en.receipt.endedThere;
/** Whether a connection's reason is such a one. */
export const isEndedThere = (reason: string): reason is EndedThere => Object.hasOwn(en.receipt.endedThere, reason);

/** A recipient's private page about one connection; says what is, and ends it. */
export const receiptPage = (props: ReceiptProps): Page => {
  const { language, org, status, account } = props;
  const words = language.texts.receipt;
  const ended = status === 'disconnected';
  return layout(props, {
    kind: 'receipt',
    title: plain(words.title, { org: org.name }),
    main: markup`${header(props)}
<h1>${say(words.title, { org: org.name })}</h1>
${accountLine(account, language.texts)}
<p class="pill${looks[status]}"><span>${say(words.status[status], { org: org.name })}</span></p>
${status === 'pending_approval' && markup`<p class="muted">${say(words.pending, { sharer: props.sharer.name })}</p>`}
${ended && endedNote(props)}
${status === 'needs_reconnect' && repair(props)}
${ended && props.endedThere && again(props)}
${rows(props)}
${!ended && markup`<section class="stack">
<h2>${say(status === 'pending_approval' ? words.canThen : words.can, { org: org.name })}</h2>${grantList(props.grants, props)}</section>
${end(props)}`}
<hr><section class="stack"><p class="s">${ended ? words.secretEnded : words.secret}</p>
${addressField('address', props.url, words.address, language.texts)}</section>
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

const looks: Readonly<Record<ConnectionStatus, string>> = {
  active: ' ok',
  pending_approval: ' info',
  needs_reconnect: ' warn',
  disconnected: '',
};

/** What its end means. */
const endText = ({ language: { texts }, org, status }: ReceiptProps): Markup =>
  say(status === 'pending_approval' ? texts.receipt.endTextPending : texts.receipt.endText, { org: org.name });

const endedNote = ({ language, org, product, account, endConfirmed, rejected, endedThere }: ReceiptProps): Markup => {
  const words = language.texts.receipt;
  const values = { org: org.name, product, handle: account.handle, platform: account.platform };
  if (rejected) return markup`<p>${say(words.rejected, values)}</p>`;
  if (endedThere) return markup`<p>${say(words.endedThere[endedThere], values)}</p>`;
  return markup`<p>${endConfirmed ? say(words.ended, values) : say(words.endedPartly, values)}</p>`;
};

/** What ended there can be connected again, where the link still works. */
const again = ({ language: { texts }, linkPath }: ReceiptProps): Markup | false =>
  linkPath ? markup`<div class="acts">${button({ href: linkPath }, texts.receipt.repair, '')}</div>` : false;

const repair = ({ language, org, account, linkPath }: ReceiptProps): Markup => {
  const words = language.texts.receipt;
  return markup`<div class="acts"><p>${say(words.repairText, { platform: account.platform, org: org.name })}</p>
${linkPath && button({ href: linkPath }, words.repair, 'primary')}</div>`;
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
