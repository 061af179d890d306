import { createConnect, type Connect } from '../connect.ts';
import type { ConnectOptions } from '../options.ts';

export interface TestBackend {
  readonly connect: Connect;
  readonly origin: string;
  /** A key that the backend accepts. */
  readonly apiKey: string;
  /** For `createClient({ fetch })`: requests reach the backend without a socket. */
  readonly fetch: (input: RequestInfo | URL, init?: RequestInit) => Promise<Response>;
  /** Does the work in the background that is due at `now`; how many rows that were. Nothing of it happens by itself. */
  runDue(): Promise<number>;
  close(): Promise<void>;
}

/** Not secret: it only ever seals a test's rows. */
const keys = `test:${Buffer.alloc(32, 'connect test backend').toString('base64')}`;

/**
 * A whole backend in this process, on a database in memory: for tests of products that use Connect. Any option can be
 * another one; without platforms of one's own it has Instagram and TikTok, at addresses where nobody answers.
 *
 * @example
 * ```ts
 * const backend = await createTestBackend();
 * const connect = createClient({ origin: backend.origin, apiKey: backend.apiKey, fetch: backend.fetch });
 * ```
 */
export const createTestBackend = async (options: Partial<ConnectOptions> = {}): Promise<TestBackend> => {
  const apiKey = 'ck_test_000000000000000000000000';
  const origin = options.origin ?? 'http://localhost:4401';
  const nowhere = { authorize: 'http://127.0.0.1:9/authorize', token: 'http://127.0.0.1:9/token', api: 'http://127.0.0.1:9' };
  const connect = await createConnect({
    origin,
    productName: 'Brightline',
    apiKeys: [apiKey],
    keys,
    database: 'sqlite::memory:',
    instagram: { clientId: 'test-instagram', clientSecret: 'test-instagram-secret', endpoints: nowhere },
    tiktok: { clientId: 'test-tiktok', clientSecret: 'test-tiktok-secret', endpoints: nowhere },
    ...options,
  });
  return {
    connect,
    origin,
    apiKey,
    fetch: async (input, init) => connect.fetch(new Request(input, init), { address: '127.0.0.1' }),
    runDue: () => connect.jobs.runDue(),
    close: () => connect.close(),
  };
};
