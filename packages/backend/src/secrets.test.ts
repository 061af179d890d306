import { createHash } from 'node:crypto';
import { ConnectionId, LinkId, LinkSecret } from '@connect/sdk/contract';
import { expect, test } from 'vitest';
import { equalHashes, hashSecret, newId, newSecret } from './secrets.ts';

test('a secret has the form that the contract asks for and is new each time', () => {
  const secrets = Array.from({ length: 1000 }, () => newSecret('cl'));
  for (const secret of secrets) expect(LinkSecret.safeParse(secret).success).toBe(true);
  expect(new Set(secrets).size).toBe(1000);
});

test('an id has the form that the contract asks for and is new each time', () => {
  const ids = Array.from({ length: 1000 }, () => newId('lnk'));
  for (const id of ids) expect(LinkId.safeParse(id).success).toBe(true);
  expect(ConnectionId.safeParse(newId('con')).success).toBe(true);
  expect(new Set(ids).size).toBe(1000);
});

test('ids use every letter and digit about equally often', () => {
  const counts = new Map<string, number>();
  const drawn = 4000 * 22;
  for (let i = 0; i < 4000; i++) for (const char of newId('x').slice(2)) counts.set(char, (counts.get(char) ?? 0) + 1);
  expect(counts.size).toBe(62);
  // Expected 1419 each, standard deviation 37. Folding all 256 bytes in would give the first eight letters a quarter more.
  for (const count of counts.values()) expect(Math.abs(count - drawn / 62)).toBeLessThan(280);
});

test('a hash is the SHA-256 of the whole secret, as base64url', () => {
  expect(hashSecret('cl_abc')).toBe(createHash('sha256').update('cl_abc').digest('base64url'));
  expect(hashSecret('cl_abc')).not.toBe(hashSecret('cs_abc'));
  expect(hashSecret('cl_abc')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('hashes are equal only to themselves, and other lengths are no error', () => {
  expect(equalHashes(hashSecret('a'), hashSecret('a'))).toBe(true);
  expect(equalHashes(hashSecret('a'), hashSecret('b'))).toBe(false);
  expect(equalHashes(hashSecret('a'), '')).toBe(false);
  expect(equalHashes(hashSecret('a'), `${hashSecret('a')}=`)).toBe(false);
  expect(equalHashes('é', 'e')).toBe(false);
});
