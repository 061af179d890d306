import { authorizationChecks } from './platform/authorizations.ts';
import type { PlatformDriver, PlatformTraits } from './platform/driver.ts';
import { endChecks } from './platform/ends.ts';
import { exchangeChecks } from './platform/exchanges.ts';
import { noticeChecks } from './platform/notices.ts';
import { outageChecks } from './platform/outages.ts';
import { refreshChecks } from './platform/refreshes.ts';
import { checkOn } from './platform/suite.ts';
import type { TestRunner } from './storage-conformance.ts';

export type {
  PersonAnswer,
  PlatformCall,
  PlatformDriver,
  PlatformFault,
  PlatformPerson,
  PlatformTraits,
  PlatformWait,
} from './platform/driver.ts';

/**
 * Declares the tests that every platform adapter must pass, one driver per test: the adapter joined to the platform, or to
 * an emulator of it, over real HTTP. It brings no test runner: pass the one you use.
 *
 * @example
 * ```ts
 * import { describe, test } from 'vitest';
 * import { platformConformance } from '@connect/backend/testing';
 *
 * platformConformance({ describe, test }, {
 *   name: 'My platform',
 *   traits: {
 *     codeLife: 600_000,
 *     partialGrants: false,
 *     personalAccounts: 'none',
 *     exchangesTwice: false,
 *     minimumTokenAge: 0,
 *     rotates: true,
 *     tokensExpire: true,
 *     revokes: true,
 *   },
 *   make: () => driveMyPlatform(),
 * });
 * ```
 */
export const platformConformance = (
  runner: TestRunner,
  options: { readonly name: string; readonly traits: PlatformTraits; readonly make: () => Promise<PlatformDriver> },
): void => {
  const { name, traits, make } = options;
  runner.describe(name, () => {
    const suite = { check: checkOn(runner, make), traits };
    authorizationChecks(suite);
    exchangeChecks(suite);
    refreshChecks(suite);
    endChecks(suite);
    outageChecks(suite);
    noticeChecks(suite);
  });
};
