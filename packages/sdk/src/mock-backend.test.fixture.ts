import { setupServer, type SetupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { createMocks, type MockOptions, type Mocks } from './mocks/index.ts';

/** The mocks behind real `fetch` for the tests of one file, empty before each of them; whatever else is called fails. */
export const useMocks = (options?: MockOptions): { readonly mocks: Mocks; readonly server: SetupServer } => {
  const mocks = createMocks(options);
  const server = setupServer(...mocks.handlers);
  beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
  afterEach(() => {
    server.resetHandlers();
    mocks.reset();
  });
  afterAll(() => server.close());
  return { mocks, server };
};

/** Everything that a loop over a list comes by. */
export const collect = async <Row>(rows: AsyncIterable<Row>): Promise<Row[]> => {
  const collected: Row[] = [];
  for await (const row of rows) collected.push(row);
  return collected;
};
