import type { Connection } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { accountRow, type AccountRowContext } from './account-row.ts';
import type { AccountRows } from './account-rows.ts';
import { button } from './control.ts';
import { icon } from './icons.ts';
import type { KeyedRows } from './keyed-rows.ts';
import { note, skeleton, trouble } from './placeholder.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** What the account list shows, and what its controls do. */
export interface AccountListView extends AccountRowContext {
  readonly list: AccountRows;
  /** Where those that are connected are shown, and those that have ended. */
  readonly working: KeyedRows;
  readonly over: KeyedRows;
  /** It takes so long that something has to be said. */
  readonly isSlow: boolean;
  readonly mayRead: boolean;
  /** What somebody reads who may not see accounts. */
  readonly deniedText: string;
  readonly failure: SharerFailure | undefined;
  readonly announcement: unknown;
  readonly more: () => void;
  readonly retry: () => void;
}

const empty = ({ words, newLink }: AccountListView) =>
  html`<slot name="empty"><div class="list"><div class="empty">${icon('link')}<h2>${words.say('empty.h')}</h2><p>${words.say('empty.p')}</p>${
    newLink ? button('primary', words.say('empty.a'), newLink, icon('plus')) : nothing
  }</div></div></slot>`;

const rowsOf = (to: KeyedRows, rows: readonly Connection[], view: AccountListView) => to.show(rows.map((row) => accountRow(row, view)), view.words.plain('h'));

/** Something is wrong: alone, where there is nothing to show; otherwise beside what is shown. */
const wrong = ({ failure, words, list, retry }: AccountListView) => {
  if (!failure) return nothing;
  const { kind, title, text, action } = failure;
  const isOurs = kind === 'unreachable' || kind === 'server';
  if (!list.isLoaded) return html`<div class="list">${trouble({ title: isOurs ? words.plain('error.h') : title, text, action }, retry)}</div>`;
  return note(title, text, action, retry);
};

const denied = ({ words, deniedText }: AccountListView) =>
  html`<div class="list"><div class="empty">${icon('alert')}<h2>${words.say('denied.h')}</h2><p>${deniedText}</p></div></div>`;

/** What somebody else has ended stays in sight for a week: it is news, and there may be something to do. */
const isShown = ({ status, reason, updatedAt }: Connection) =>
  status !== 'disconnected' || (!/rej|undo|_by_[ps]/.test(reason) && Date.parse(updatedAt) > Date.now() - 6048e5);

const content = (view: AccountListView) => {
  const { list, words, locale, more } = view;
  const { rows, isLoaded, isLoading, hasMore } = list;
  if (!isLoaded) return view.failure ? nothing : skeleton(words.plain('loading'), view.isSlow ? words.plain('slow') : undefined);
  const shown = rows.filter(isShown);
  const ended = rows.filter((row) => !isShown(row));
  // Of what was read so far; there may be more.
  const n = ended.length.toLocaleString(locale) + (hasMore ? '+' : '');
  return html`${
    shown.length > 0 ? rowsOf(view.working, shown, view) : hasMore ? nothing : ended.length > 0 ? html`<p class="muted">${words.say('ended.only')}</p>` : empty(view)
  }${
    hasMore
      ? button('second more', words.say('more'), more, nothing, isLoading)
      : nothing
  }${ended.length > 0 ? html`<details><summary><span>${words.say('ended', { n })}</span>${icon('down')}</summary>${rowsOf(view.over, ended, view)}</details>` : nothing}`;
};

/** The account list's content. Pure: the same view gives the same content. */
export const render = (view: AccountListView): TemplateResult => {
  const { words, list, mayRead, failure, announcement } = view;
  const isWaiting = mayRead && !list.isLoaded && !failure;
  return html`<section tabindex="-1" aria-label=${words.plain('h')} aria-busy=${isWaiting}>${
    mayRead ? html`${wrong(view)}${content(view)}` : denied(view)
  }</section><div role="status" class="sr">${isWaiting ? words.plain(view.isSlow ? 'slow' : 'loading') : announcement}</div>`;
};
