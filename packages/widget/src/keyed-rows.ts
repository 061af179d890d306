import { render, type TemplateResult } from 'lit/html.js';

/** One row of a list, as it is to look now. */
export interface KeyedRow {
  /** Which row it is: the same one keeps its place in the page, its focus, and what is typed in it. */
  readonly id: string;
  readonly className: string;
  /** What the content depends on: while nothing of it is another, the row is not painted. Without it, it always is. */
  readonly needs?: readonly unknown[];
  readonly content: () => TemplateResult;
}

/** A list that keeps its rows by id, so that one more on top moves none of the others. */
export interface KeyedRows {
  /** The list with these rows, in this order; the same element each time. `label` is its name; `isBusy`: more are on their way. */
  show(rows: readonly KeyedRow[], label: string, isBusy?: boolean): HTMLElement;
  /** Has the rows that can be seen painted with the next `show()`, whatever they depend on. */
  age(): void;
}

/** Makes a list of the class `className`; each row has its id as `data-{name}`. */
export const createKeyedRows = (className: string, name = 'id', tag = 'ul'): KeyedRows => {
  const list = document.createElement(tag);
  const known = new Map<string, { readonly item: HTMLLIElement; needs?: readonly unknown[] | undefined }>();
  list.className = className;
  // Without markers it is no list to Safari, unless it says so.
  list.role = 'list';
  return {
    show: (rows, label, isBusy = false) => {
      list.ariaLabel = label;
      list.ariaBusy = String(isBusy);
      const ids = new Set(rows.map(({ id }) => id));
      for (const [id, { item }] of known) if (!ids.has(id) && known.delete(id)) item.remove();
      rows.forEach(({ id, className: looks, needs, content }, index) => {
        const row = known.get(id) ?? { item: document.createElement('li') };
        const { item } = row;
        known.set(id, row);
        // Nothing is written that is so already: a row that has not changed is not touched.
        if (!row.needs) item.dataset[name] = id;
        if (item.className !== looks) item.className = looks;
        if (!needs || !row.needs || needs.some((value, at) => value !== row.needs?.[at])) render(content(), item);
        row.needs = needs;
        if (list.children[index] !== item) list.insertBefore(item, list.children[index] ?? null);
      });
      return list;
    },
    age: () => {
      for (const row of known.values()) {
        const { top, bottom } = row.item.getBoundingClientRect();
        if (bottom > 0 && top < innerHeight) row.needs = undefined;
      }
    },
  };
};
