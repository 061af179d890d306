import type { Link } from '@connect/sdk';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from './icons.ts';
import type { LinkList } from './link-list.ts';
import { counted, linkRow, type RowContext } from './link-row.ts';
import { skeleton, trouble } from './placeholder.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** What the list shows besides its links. */
export interface LinkListView {
  readonly list: LinkList;
  readonly context: RowContext;
  readonly failure: (error: unknown) => SharerFailure;
  /** Values that all rows depend on, besides their links: rows are painted anew only when one of these is another. */
  readonly common: readonly unknown[];
  readonly isCopied: (id: string) => boolean;
  readonly isBusy: (id: string) => boolean;
  /** Waiting takes long. */
  readonly isSlow: boolean;
  /** What stands in the place of an empty list. */
  readonly empty: TemplateResult;
  readonly on: { clear(): void; more(): void; retry(): void };
}

/** The list, or what there is instead. Pure. */
export const renderLinkList = ({ list, context, common, empty, on, ...view }: LinkListView): TemplateResult => {
  const { words, locale } = context;
  const { links, phase, filter } = list;
  const isFiltered = Boolean(filter.search || filter.status || filter.platform);
  if (phase === 'first' && links.length === 0) return skeleton(words.plain('loading'), view.isSlow ? words.plain('slow') : undefined);
  if (phase === 'failed') {
    const { text, action } = view.failure(list.failure);
    const failure = { title: words.plain('error.h'), text, action: action ?? words.plain('error.a') };
    if (links.length === 0) return trouble(failure, on.retry);
  }
  if (links.length === 0 && list.fresh === 0) {
    return isFiltered
      ? html`<div class="empty">${icon('search')}<h3>${words.say('filter.none.h')}</h3><p>${words.say('filter.none.p')}</p><button type="button" class="btn second" @click=${on.clear}>${words.say('filter.clear')}</button></div>`
      : empty;
  }
  const row = (link: Link) => {
    const { id } = link;
    const isCopied = view.isCopied(id);
    const isBusy = view.isBusy(id);
    return html`<li class="row" data-link=${id}>${guard([link, isCopied, isBusy, ...common], () => linkRow(link, context, isCopied, isBusy))}</li>`;
  };
  const failedNote = () => {
    const { text } = view.failure(list.failure);
    return html`<div class="note warn" role="alert">${icon('alert')}<span><b>${words.say(phase === 'failed' ? 'error.h' : 'more.failed')}</b><br>${text}</span><button type="button" class="btn second" @click=${on.retry}>${words.say('error.a')}</button></div>`;
  };
  return html`${phase === 'failed' ? failedNote() : nothing}${
    list.fresh > 0
      ? html`<button type="button" class="btn second fresh" @click=${() => list.showFresh()}>${icon('plus')}<span>${counted(words, 'fresh', list.fresh, locale)}</span></button>`
      : nothing
  }<ul class="list" role="list" aria-label=${words.plain('list')} aria-busy=${phase === 'first' || phase === 'more'}>${repeat(links, ({ id }) => id, row)}</ul>${
    phase === 'moreFailed' ? failedNote() : nothing
  }${
    list.hasMore && phase !== 'moreFailed'
      ? html`<div class="more"><button type="button" class="btn second" aria-busy=${phase === 'more'} @click=${on.more}>${words.say('more')}</button></div>`
      : nothing
  }`;
};

