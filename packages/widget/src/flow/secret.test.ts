import { createHash } from 'node:crypto';
import { FlowId, FlowSecret } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { newNames } from './secret.ts';

test('a new flow has names in the form that the contract asks for', async () => {
  for (let run = 0; run < 200; run++) {
    const { secret, fid } = await newNames(crypto);
    expect(FlowSecret.safeParse(secret).success).toBe(true);
    expect(FlowId.safeParse(fid).success).toBe(true);
  }
});

test('the public name is the hash of the secret’s bytes, not of their text', async () => {
  const { secret, fid } = await newNames(crypto);
  const bytes = Buffer.from(secret.slice('cs_'.length), 'base64url');
  expect(bytes).toHaveLength(32);
  expect(fid).toBe(`cf_${createHash('sha256').update(bytes).digest('base64url')}`);
});

test('no two flows share a secret', async () => {
  const secrets = await Promise.all(Array.from({ length: 500 }, async () => (await newNames(crypto)).secret));
  expect(new Set(secrets).size).toBe(500);
});
