import type { Link } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button } from './control.ts';
import { icon } from './icons.ts';
import type { KeyedRows } from './keyed-rows.ts';
import type { LinkList } from './link-list.ts';
import { counted, linkRow, type RowContext } from './link-row.ts';
import { note, skeleton, trouble } from './placeholder.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** What the list shows besides its links. */
export interface LinkListView {
  readonly list: LinkList;
  readonly rows: KeyedRows;
  readonly context: RowContext;
  readonly failure: (error: unknown) => SharerFailure;
  /** Values that all rows depend on, besides their links: rows are painted anew only when one of these is another. */
  readonly common: readonly unknown[];
  readonly isCopied: (id: string) => boolean;
  readonly isBusy: (id: string) => boolean;
  readonly isFiltered: boolean;
  /** Waiting takes long. */
  readonly isSlow: boolean;
  /** What stands in the place of an empty list. */
  readonly empty: TemplateResult;
  readonly on: { clear(): void; more(): void; retry(): void };
}

/** The list, or what there is instead. Pure. */
export const renderLinkList = ({ list, rows, context, common, empty, on, ...view }: LinkListView): TemplateResult => {
  const { words, locale } = context;
  const { links, phase } = list;
  if (phase === 'first' && links.length === 0) return skeleton(words.plain('loading'), view.isSlow ? words.plain('slow') : undefined);
  if (phase === 'failed') {
    const { text, action } = view.failure(list.failure);
    const failure = { title: words.plain('error.h'), text, action: action ?? words.plain('error.a') };
    if (links.length === 0) return trouble(failure, on.retry);
  }
  if (links.length === 0 && list.fresh === 0) {
    return view.isFiltered
      ? html`<div class="empty">${icon('search')}<h3>${words.say('filter.none.h')}</h3><p>${words.say('filter.none.p')}</p>${button('second', words.say('filter.clear'), on.clear)}</div>`
      : empty;
  }
  const row = (link: Link) => {
    const { id } = link;
    const isCopied = view.isCopied(id);
    const isBusy = view.isBusy(id);
    return { id, className: 'row', needs: [link, isCopied, isBusy, ...common], content: () => linkRow(link, context, isCopied, isBusy) };
  };
  const failedNote = () => note(words.say(phase === 'failed' ? 'error.h' : 'more.failed'), view.failure(list.failure).text, words.say('error.a'), on.retry);
  return html`${phase === 'failed' ? failedNote() : nothing}${
    list.fresh > 0
      ? button('second fresh', counted(words, 'fresh', list.fresh, locale), () => list.showFresh(), icon('plus'))
      : nothing
  }${rows.show(links.map(row), words.plain('list'), phase === 'first' || phase === 'more')}${
    phase === 'moreFailed' ? failedNote() : nothing
  }${
    list.hasMore && phase !== 'moreFailed'
      ? html`<div class="more">${button('second', words.say('more'), on.more, nothing, phase === 'more')}</div>`
      : nothing
  }`;
};
