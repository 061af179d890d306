import { once } from 'node:events';
import { createServer } from 'node:http';
import { examplePlatform } from '../example-platform.test.fixture.ts';
import { PlatformFailure, type Platform } from '../platforms/port.ts';

/**
 * A platform over real HTTP that rotates: each refresh token works once. It proves nothing about real platforms; it knows
 * exactly what became of every token.
 */
export const startRotatingPlatform = async () => {
  /** How often each refresh token was brought, and whether it was the account's current one. */
  const log: { readonly account: string; readonly brought: string; readonly granted: boolean }[] = [];
  const current = new Map<string, number>();
  /** Answers that wait to be sent; `undefined` where none has to. */
  let held: (() => void)[] | undefined;
  const server = createServer((request, response) => {
    const brought = new URL(request.url ?? '', 'http://localhost').searchParams.get('token') ?? '';
    const [account = '', serial = ''] = brought.split('/');
    const granted = Number(serial) === (current.get(account) ?? 0);
    if (granted) current.set(account, Number(serial) + 1);
    log.push({ account, brought, granted });
    const answer = (): void => void response.writeHead(granted ? 200 : 400).end(`${account}/${Number(serial) + 1}`);
    if (held === undefined) answer();
    else held.push(answer);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was free.');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    log,
    /** From here on, what is asked is done, and the answer does not come. */
    hold: () => void (held = []),
    /** Sends the answers that wait, and those to come at once. */
    release() {
      const waiting = held ?? [];
      held = undefined;
      waiting.forEach((answer) => answer());
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const hour = 3_600_000;

/** Its adapter: tokens of an hour, renewed with 20 minutes left. Nobody connects there. */
export const rotatingPlatform = (origin: string, now: () => number): Platform =>
  examplePlatform({
    id: 'rotating',
    name: 'Rotating',
    exchange: () => Promise.reject(new PlatformFailure('code_refused', 'Rotating, token request: no.')),
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt + (2 * hour) / 3 }),
    async refresh({ refreshToken }) {
      const response = await fetch(`${origin}/?token=${refreshToken}`, { method: 'POST' });
      const next = await response.text();
      if (!response.ok) throw new PlatformFailure('token_refused', 'Rotating, refresh: no.');
      const tokens = {
        accessToken: `access-${next}`,
        accessExpiresAt: now() + hour,
        refreshToken: next,
        refreshExpiresAt: now() + 1000 * hour,
        obtainedAt: now(),
      };
      return { tokens, scopes: null };
    },
  });
