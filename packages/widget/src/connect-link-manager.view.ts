import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button } from './control.ts';
import { icon } from './icons.ts';
import type { LinkActions } from './link-actions.ts';
import type { KeyedRows } from './keyed-rows.ts';
import type { LinkList } from './link-list.ts';
import { renderLinkList } from './link-list.view.ts';
import type { RowContext } from './link-row.ts';
import type { ManagerKey } from './locales/manager.en.ts';
import type { Leaf, ManagerHost, Panel, Toast } from './manager-content.ts';
import { note } from './placeholder.ts';
import type { SharerFailure } from './sharer-failure.ts';
import type { Words } from './words.ts';

/** What the dialog's content shows, and what its controls do. */
export interface ManagerView {
  readonly host: ManagerHost;
  readonly words: Words<ManagerKey>;
  readonly panel: Panel | undefined;
  readonly leaf: Leaf | undefined;
  readonly toast: Toast | undefined;
  readonly list: LinkList;
  readonly rows: KeyedRows;
  readonly isSlow: boolean;
  /** The plan is inactive: links are kept, and none can be made. */
  readonly isGated: boolean;
  readonly actions: LinkActions;
  readonly nameOf: RowContext['nameOf'];
  readonly filter: (words: Words<ManagerKey>) => TemplateResult;
  readonly explain: (error: unknown) => SharerFailure;
  readonly on: { create(): void; back(): void; untell(): void; clear(): void; more(): void; retry(): void };
}

/** So few links need no filter. */
const fewLinks = 4;

/** The content of the dialog. */
export const renderManager = ({ host, words, panel, leaf, toast, list, rows, actions, nameOf, on, ...view }: ManagerView): TemplateResult => {
  const { sharer, failure, locale } = host;
  const { subscription } = sharer.workspace;
  const { say, plain } = words;
  const mayRead = sharer.can('links:read');
  const mayMake = sharer.can('links:write') && !view.isGated;
  const isEmpty = list.links.length === 0;
  const { search, status, platform } = list.filter;
  const isFiltered = Boolean(search || status || platform);

  const upgrade = () => {
    const { title, text, action } = view.explain({ code: 'subscription_required' });
    return html`<section class="box upgrade" aria-labelledby="upgrade-title"><h3 id="upgrade-title">${title}</h3><p class="muted">${text}</p>${
      subscription.upgradeUrl
        ? html`<div><a class="btn primary first" href=${subscription.upgradeUrl} target="_blank" rel="noopener">${action}<span class="sr"> (${say('upgrade.opens')})</span></a></div>`
        : nothing
    }</section>`;
  };

  const newLink = (kind: string) =>
    button(`${kind} first`, say('create'), on.create, icon('plus'));

  const empty = () =>
    panel || view.isGated
      ? html``
      : html`<div class="empty">${icon('link')}<h3>${say('empty.h')}</h3><p>${say(mayMake ? 'empty.p' : 'empty.read')}</p>${mayMake ? newLink('primary') : nothing}</div>`;

  const denied = () => html`<div class="empty">${icon('alert')}<h3>${say('denied.h')}</h3><p>${view.explain({ code: 'forbidden' }).text}</p>${mayMake && panel?.kind !== 'form' ? newLink('primary') : nothing}</div>`;

  const context: RowContext = {
    words,
    locale,
    email: sharer.session.actor.email,
    nameOf,
    canReveal: sharer.can('links:reveal'),
    copy: (link) => void actions.copy(link),
    items: actions.items,
  };

  const links = () =>
    html`<section class="links" aria-labelledby="links-title" ?hidden=${leaf !== undefined}>${
      isEmpty && !isFiltered && list.phase === 'ready' && list.fresh === 0
        ? nothing
        : html`<div class="bar"><h3 id="links-title">${say('list')}</h3>${mayMake && panel?.kind !== 'form' ? newLink('') : nothing}</div>`
    }${isFiltered || list.hasMore || list.links.length > fewLinks ? view.filter(words) : nothing}${renderLinkList({
      list,
      rows,
      context,
      failure: view.explain,
      common: [host.texts, locale, context.email, context.canReveal],
      isCopied: (id) => actions.mark.has(id),
      isBusy: actions.isBusy,
      isSlow: view.isSlow,
      isFiltered,
      empty: empty(),
      on,
    })}</section>`;

  return html`${failure ? note(failure.title, failure.text, failure.kind !== 'plan' && failure.action, () => host.retry()) : nothing}${
    leaf
      ? html`${leaf.kind === 'timeline' ? html`<div>${button('back', say('back'), on.back, icon('back'))}</div>` : nothing}${leaf.part.render()}`
      : html`${view.isGated ? upgrade() : nothing}${panel && !(panel.kind === 'form' && view.isGated) ? panel.part.render() : nothing}`
  }${mayRead ? links() : denied()}<div class="foot" role=${toast?.isTrouble ? 'alert' : nothing}>${
    toast
      ? html`<div class="toast">${icon(toast.isTrouble ? 'alert' : 'check')}<span class="grow">${toast.text}</span><button class="btn icon" aria-label=${plain('close')} @click=${on.untell}>${icon('close')}</button></div>`
      : nothing
  }</div>`;
};
