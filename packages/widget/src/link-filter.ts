import { html, nothing, type TemplateResult } from 'lit/html.js';
import { icon } from './icons.ts';
import type { LinkFilter } from './link-list.ts';
import type { ManagerKey } from './locales/manager.en.ts';
import type { Words } from './words.ts';

/** The statuses that one filters by, in the order of how often that is. */
const statuses = ['active', 'paused', 'suspended', 'exhausted', 'expired', 'revoked'] as const;

/** So long the person may go on typing before the search begins, in ms. */
const patienceMs = 250;

/** What the filter shows, and what it tells. */
export interface LinkFilterView {
  readonly words: Words<ManagerKey>;
  readonly filter: LinkFilter;
  readonly platforms: readonly { readonly id: string; readonly name: string }[];
  readonly change: (filter: Partial<LinkFilter>) => void;
}

/** The search field and its filters. */
export interface LinkFilterBar {
  render(view: LinkFilterView): TemplateResult;
  /** Empties the search field. */
  clear(): void;
  stop(): void;
}

/** Makes the filter. What is typed stays in the field whatever the list does. */
export const createLinkFilter = (): LinkFilterBar => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let typed = '';

  return {
    clear: () => {
      clearTimeout(timer);
      typed = '';
    },
    stop: () => clearTimeout(timer),
    render: ({ words, filter, platforms, change }) => {
      const search = (text: string, ms = patienceMs) => {
        typed = text;
        clearTimeout(timer);
        timer = setTimeout(() => change({ search: text }), ms);
      };
      const input = ({ target }: Event) => search((target as HTMLInputElement).value);
      const key = (event: KeyboardEvent) => {
        const field = event.target as HTMLInputElement;
        if (event.key === 'Enter') search(field.value, 0);
        // The first Escape empties the field, and only the next one closes the dialog.
        if (event.key !== 'Escape' || !field.value) return;
        event.preventDefault();
        event.stopPropagation();
        field.value = '';
        search('', 0);
      };
      const choice = (name: 'status' | 'platform', any: ManagerKey, options: readonly (readonly [string, string])[]) =>
        html`<span class="inset"><select class="input" aria-label=${words.plain(`filter.${name}`)} @change=${({ target }: Event) => change({ [name]: (target as HTMLSelectElement).value })}><option value="" ?selected=${!filter[name]}>${words.plain(any)}</option>${options.map(
          ([value, label]) => html`<option value=${value} ?selected=${filter[name] === value}>${label}</option>`,
        )}</select>${icon('down')}</span>`;
      return html`<div class="filters" role="search" aria-label=${words.plain('search')}><span class="inset"><input class="input" type="search" aria-label=${words.plain('search')} placeholder=${words.plain('search')} maxlength="120" autocomplete="off" spellcheck="false" .value=${typed} @input=${input} @keydown=${key}>${icon('search')}</span>${choice(
        'status',
        'filter.anyStatus',
        statuses.map((status) => [status, words.plain(status === 'expired' ? 'filter.ended' : `status.${status}`)]),
      )}${
        platforms.length > 1
          ? choice(
              'platform',
              'filter.anyPlatform',
              platforms.map(({ id, name }) => [id, name]),
            )
          : nothing
      }</div>`;
    },
  };
};
