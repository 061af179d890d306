import { platformConformance, type PlatformDriver, type PlatformTraits } from '@connect/backend/testing';
import type { InstagramSettings } from '@connect/emulators';
import { describe, expect, test } from 'vitest';
import { driveInstagram, instagramPeople } from './instagram-driver.ts';

const hour = 3_600_000;
const traits: PlatformTraits = {
  codeLife: hour,
  partialGrants: true,
  personalAccounts: 'reported',
  exchangesTwice: true,
  minimumTokenAge: 24 * hour,
  rotates: false,
  tokensExpire: true,
  revokes: false,
  endsWithPassword: true,
  notices: 'with_deletion',
};

platformConformance(
  { describe, test },
  {
    name: 'Instagram, as most have seen it',
    traits,
    make: () => driveInstagram({ consentToggles: 'optional-scopes' }),
  },
);

platformConformance(
  { describe, test },
  {
    name: 'Instagram, as its documents print it, and with its other habits',
    traits: { ...traits, personalAccounts: 'stopped' },
    make: () =>
      driveInstagram({
        accountType: 'upper',
        consentToggles: 'optional-scopes',
        denyState: 'omit',
        exchangeUserId: 'account',
        meEnvelope: 'wrapped',
        noticePadding: 'padded',
        noticeSecret: 'meta',
        noticeUserId: 'account',
        personal: 'stopped-at-platform',
        refreshedToken: 'same',
        tokenEnvelope: 'wrapped',
        tokenPermissions: 'string',
        tokenUserId: 'string',
        unknownToken: 'unsupported-request',
      }),
  },
);

const withDriver = async (settings: Partial<InstagramSettings>, body: (driver: PlatformDriver) => Promise<void>) => {
  const driver = await driveInstagram(settings);
  try {
    await body(driver);
  } finally {
    await driver.close();
  }
};

const [first, second] = instagramPeople;

/** From the authorize URL to the tokens. */
const connect = async ({ platform, redirectUri, visit }: PlatformDriver, allow = first) => {
  const step = platform.authorize({ state: 'st_shape', redirectUri, chooseAccount: true });
  const back = await visit(step.url, { allow });
  const result = platform.parseCallback(back?.searchParams ?? new URLSearchParams());
  if (result.kind !== 'code') throw new Error(`Expected a code, got ${result.kind}.`);
  return platform.exchange({ code: result.code, redirectUri });
};

describe('Instagram’s token answer', () => {
  const shapes = (['flat', 'wrapped'] as const).flatMap((tokenEnvelope) =>
    (['integer', 'string'] as const).flatMap((tokenUserId) =>
      (['array', 'string', 'absent'] as const).map((tokenPermissions) => ({ tokenEnvelope, tokenUserId, tokenPermissions })),
    ),
  );

  test.each(shapes)('is read as $tokenEnvelope, with an id as $tokenUserId and permissions as $tokenPermissions', (shape) =>
    withDriver({ ...shape, exchangeUserId: 'account' }, async (driver) => {
      for (const person of [first, second]) {
        const { tokens, scopes, altIds } = await connect(driver, person);
        // The account's own id, above 2^53: neighbouring ids become one where it passes through a double.
        expect(altIds).toEqual([person.id]);
        const asked = [...driver.platform.scopes.required, ...driver.platform.scopes.optional];
        expect(scopes).toEqual(shape.tokenPermissions === 'absent' ? null : asked);
        const [account] = await driver.platform.fetchAccounts(tokens, scopes);
        expect(account).toMatchObject({ id: person.id, handle: person.handle });
      }
    }),
  );

  test('brings an id of its own, which is kept beside the one that names the account', () =>
    withDriver({}, async (driver) => {
      const { tokens, scopes, altIds } = await connect(driver);
      const [account] = await driver.platform.fetchAccounts(tokens, scopes);
      expect(altIds).toHaveLength(1);
      expect(altIds[0]).toMatch(/^\d{17,}$/);
      expect(new Set([account?.id, ...(account?.altIds ?? []), ...altIds]).size).toBe(3);
    }));
});

test.each([
  ['harbourcoffee', 'capitalised', 'business'],
  ['harbourcoffee', 'upper', 'business'],
  ['oakandpine', 'capitalised', 'creator'],
  ['oakandpine', 'upper', 'creator'],
] as const)('Instagram’s type of @%s, %s, is %s', (username, accountType, type) =>
  withDriver({ accountType }, async (driver) => {
    const { tokens, scopes } = await connect(driver, username === 'harbourcoffee' ? first : second);
    expect(await driver.platform.fetchAccounts(tokens, scopes)).toMatchObject([{ type }]);
  }),
);
