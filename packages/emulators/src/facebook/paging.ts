import { inventions } from '../inventions.ts';

interface Paged {
  readonly data: readonly unknown[];
  readonly paging?: { readonly cursors: { readonly before: string; readonly after: string }; readonly next?: string };
}

/** One page of a list, with the address of the next. `self` is the address of this call as the app sees it. */
export function page<T extends { readonly id: string }>(all: readonly T[], self: URL, tell: (one: T) => unknown): Paged | Response {
  const { usual, most } = inventions.facebookPaging.value;
  const limit = Math.min(Number.parseInt(self.searchParams.get('limit') ?? '', 10) || usual, most);
  const after = self.searchParams.get('after');
  const from = after === null ? 0 : all.findIndex(({ id }) => cursorOf(id) === after) + 1;
  const here = all.slice(from, from + Math.max(1, limit));
  const data: unknown[] = [];
  for (const one of here) {
    const told = tell(one);
    if (told instanceof Response) return told;
    data.push(told);
  }
  const [first, last] = [here[0], here.at(-1)];
  if (!first || !last) return { data: [] };
  const cursors = { before: cursorOf(first.id), after: cursorOf(last.id) };
  if (from + here.length >= all.length) return { data, paging: { cursors } };
  const next = new URL(self);
  next.searchParams.set('after', cursors.after);
  return { data, paging: { cursors, next: next.href } };
}

const cursorOf = (id: string) => Buffer.from(`after ${id}`).toString('base64url');
