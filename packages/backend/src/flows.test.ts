import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestBackend } from './testing/backend.ts';

test('a thousand questions are held open; the next one is answered at once, and all of them when the process stops', async () => {
  const backend = await createTestBackend({ rateLimits: { publicPerMinute: 10_000 } });
  const ask = async (): Promise<unknown> => {
    const body = JSON.stringify({ secret: `cs_${randomBytes(32).toString('base64url')}`, since: 0, wait: 25 });
    const response = await backend.fetch(`${backend.origin}/v1/public/flows/status`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body,
    });
    return ((await response.json()) as { status: unknown }).status;
  };
  let answered = 0;
  const held = Array.from({ length: 1000 }, () => ask().finally(() => (answered += 1)));
  expect(await ask()).toBe('none');
  expect(answered).toBe(0);
  backend.connect.stop();
  expect(new Set(await Promise.all(held))).toEqual(new Set(['none']));
  await backend.close();
});
