import { expect, test } from 'vitest';
import { linkStatus } from './link-status.ts';

const now = Date.UTC(2026, 10, 20);
const link = { revokedAt: null, expiresAt: null, requiresSubscription: true, pausedAt: null, maxConnections: null };
const active = { subscriptionStatus: 'active' } as const;
const inactive = { subscriptionStatus: 'inactive' } as const;

test('the first status that applies is the one of the link', () => {
  const everything = { ...link, revokedAt: 1, expiresAt: now, pausedAt: 1, maxConnections: 1 };
  expect(linkStatus(everything, inactive, 1, now)).toBe('revoked');
  expect(linkStatus({ ...everything, revokedAt: null }, inactive, 1, now)).toBe('expired');
  expect(linkStatus({ ...everything, revokedAt: null, expiresAt: null }, inactive, 1, now)).toBe('suspended');
  expect(linkStatus({ ...everything, revokedAt: null, expiresAt: null }, active, 1, now)).toBe('paused');
  expect(linkStatus({ ...everything, revokedAt: null, expiresAt: null, pausedAt: null }, active, 1, now)).toBe('exhausted');
  expect(linkStatus(link, active, 1_000_000, now)).toBe('active');
});

test('a link expires at the very millisecond that it names', () => {
  expect(linkStatus({ ...link, expiresAt: now + 1 }, active, 0, now)).toBe('active');
  expect(linkStatus({ ...link, expiresAt: now }, active, 0, now)).toBe('expired');
});

test('a link that was granted without subscription works without one', () => {
  expect(linkStatus({ ...link, requiresSubscription: false }, inactive, 0, now)).toBe('active');
});

test('a link is exhausted at its cap and works again below it', () => {
  expect(linkStatus({ ...link, maxConnections: 2 }, active, 1, now)).toBe('active');
  expect(linkStatus({ ...link, maxConnections: 2 }, active, 2, now)).toBe('exhausted');
  expect(linkStatus({ ...link, maxConnections: 2 }, active, 3, now)).toBe('exhausted');
});
