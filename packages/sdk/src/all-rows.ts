import { ConnectError } from './connect-error.ts';

/** One page of a list, newest first. `nextCursor` leads to the next one; `null` on the last. */
export interface Page<Row> {
  data: Row[];
  nextCursor: string | null;
}

/** Every row of a list, page by page as the loop asks for them. */
export async function* allRows<Row>(
  page: (cursor: string | undefined) => Promise<Page<Row>>,
  first: string | undefined,
): AsyncGenerator<Row, void, undefined> {
  let cursor: string | undefined = first;
  do {
    const { data, nextCursor }: Page<Row> = await page(cursor);
    yield* data;
    if (nextCursor !== null && nextCursor === cursor) {
      throw new ConnectError('invalid_response', 'A page of the list leads to itself, so that it would never end.');
    }
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}
