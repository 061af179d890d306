import { standInFor, type Account } from './platforms/port.ts';
import type { ExpectedAccount, LinkRow } from './storage/port.ts';

/** The account that a link is meant for at this platform, or at the one that its accounts are on; `undefined` where there is none. */
export const expectedAccount = (
  { expectedAccounts }: Pick<LinkRow, 'expectedAccounts'>,
  platform: string,
  accountsOn: string = platform,
): ExpectedAccount | undefined =>
  expectedAccounts.find((expected) => expected.platform === platform) ??
  expectedAccounts.find((expected) => expected.platform === accountsOn);

/** A handle as it is compared: people write it with and without `@`, in any case and any of Unicode's forms. */
const comparable = (handle: string): string => handle.replace(/^@/, '').normalize('NFC').toLowerCase().normalize('NFC');

/**
 * Whether it is the expected account. Where a platform did not tell the account's handle, its display name stands in for it,
 * without an `@`; anybody can choose any display name, so that one never matches.
 */
export const isExpected = (
  { handle, displayName }: Pick<Account, 'handle' | 'displayName'>,
  expected: Pick<ExpectedAccount, 'handle'>,
): boolean =>
  (handle.startsWith('@') || handle !== standInFor(displayName ?? '')) && comparable(handle) === comparable(expected.handle);
