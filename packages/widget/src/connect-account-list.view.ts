import type { Connection } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { accountRow, type AccountRowContext } from './account-row.ts';
import { icon } from './icons.ts';
import type { KeyedRows } from './keyed-rows.ts';
import { note, skeleton, trouble } from './placeholder.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** What the account list shows, and what its controls do. */
export interface AccountListView extends AccountRowContext {
  readonly rows: readonly Connection[];
  /** Where those that are connected are shown, and those that have ended. */
  readonly working: KeyedRows;
  readonly over: KeyedRows;
  readonly isLoaded: boolean;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
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
    newLink ? html`<button type="button" class="btn primary" @click=${newLink}>${icon('plus')}${words.say('empty.a')}</button>` : nothing
  }</div></div></slot>`;

const list = (to: KeyedRows, rows: readonly Connection[], view: AccountListView) => to.show(rows.map((row) => accountRow(row, view)), view.words.plain('h'));

/** Something is wrong: alone, where there is nothing to show; otherwise beside what is shown. */
const wrong = ({ failure, words, isLoaded, retry }: AccountListView) => {
  if (!failure) return nothing;
  const { kind, title, text, action } = failure;
  const isOurs = kind === 'unreachable' || kind === 'server';
  if (!isLoaded) return html`<div class="list">${trouble({ title: isOurs ? words.plain('error.h') : title, text, action }, retry)}</div>`;
  return note(title, text, action, retry);
};

const denied = ({ words, deniedText }: AccountListView) =>
  html`<div class="list"><div class="empty">${icon('alert')}<h2>${words.say('denied.h')}</h2><p>${deniedText}</p></div></div>`;

const content = (view: AccountListView) => {
  const { rows, isLoaded, isLoading, hasMore, words, locale, more } = view;
  if (!isLoaded) return view.failure ? nothing : skeleton(words.plain('loading'), view.isSlow ? words.plain('slow') : undefined);
  const shown = rows.filter(({ status }) => status !== 'disconnected');
  const ended = rows.filter(({ status }) => status === 'disconnected');
  // Of what was read so far; there may be more.
  const n = ended.length.toLocaleString(locale) + (hasMore ? '+' : '');
  return html`${
    shown.length > 0 ? list(view.working, shown, view) : hasMore ? nothing : ended.length > 0 ? html`<p class="muted">${words.say('ended.only')}</p>` : empty(view)
  }${
    hasMore
      ? html`<button type="button" class="btn second more" aria-busy=${isLoading} @click=${more}>${words.say('more')}</button>`
      : nothing
  }${ended.length > 0 ? html`<details><summary><span>${words.say('ended', { n })}</span>${icon('down')}</summary>${list(view.over, ended, view)}</details>` : nothing}`;
};

/** The account list's content. Pure: the same view gives the same content. */
export const render = (view: AccountListView): TemplateResult => {
  const { words, isLoaded, mayRead, failure, announcement } = view;
  const isWaiting = mayRead && !isLoaded && !failure;
  return html`<section tabindex="-1" aria-label=${words.plain('h')} aria-busy=${isWaiting}>${
    mayRead ? html`${wrong(view)}${content(view)}` : denied(view)
  }</section><div role="status" class="sr">${isWaiting ? words.plain(view.isSlow ? 'slow' : 'loading') : announcement}</div>`;
};
