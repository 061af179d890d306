import { PlatformFailure } from '@connect/backend';
import { platformConformance, type PlatformDriver, type PlatformTraits } from '@connect/backend/testing';
import type { TikTokSettings } from '@connect/emulators';
import { describe, expect, test } from 'vitest';
import { driveTikTok, tiktokApps, type TikTokApp } from './tiktok-driver.ts';

const runner = { describe, test };
const traits: PlatformTraits = {
  codeLife: 5 * 60_000,
  partialGrants: true,
  personalAccounts: 'none',
  exchangesTwice: false,
  minimumTokenAge: 0,
  rotates: true,
  tokensExpire: true,
  revokes: true,
  endsWithPassword: true,
  notices: 'removal',
};

for (const tokenProfile of ['2026', 'legacy'] as const) {
  for (const [name, app] of Object.entries(tiktokApps)) {
    platformConformance(runner, {
      name: `TikTok, tokens of ${tokenProfile}, challenge ${name}`,
      // Only the newer documents say that the old refresh token ends.
      traits: { ...traits, rotates: tokenProfile === '2026' },
      make: () => driveTikTok(app, { tokenProfile }),
    });
  }
}

platformConformance(runner, {
  name: 'TikTok, with its other habits',
  traits,
  make: () =>
    driveTikTok(tiktokApps.off, {
      denyState: 'omit',
      errorData: 'empty',
      oauthErrorStatus: 200,
      reconsent: 'tokens-die',
      refreshLife: 'remains',
      revokeBody: 'empty',
      tokenEnvelope: 'wrapped',
      tokenProfile: '2026',
      webhookBatch: 'list',
      webhookDuplicates: 'twice',
    }),
});

platformConformance(runner, {
  name: 'TikTok, tokens of legacy that rotate now and then',
  traits: { ...traits, rotates: false },
  make: () => driveTikTok(tiktokApps.off, { legacyRotation: 'rotates', tokenProfile: 'legacy' }),
});

const withDriver = async (app: TikTokApp, settings: Partial<TikTokSettings>, body: (driver: PlatformDriver) => Promise<void>) => {
  const driver = await driveTikTok(app, settings);
  try {
    await body(driver);
  } finally {
    await driver.close();
  }
};

const authorize = async ({ platform, people, redirectUri, visit }: PlatformDriver, without: readonly string[] = []) => {
  const { url, verifier } = platform.authorize({ state: 'st_test', redirectUri, chooseAccount: true });
  const back = await visit(url, { allow: people[0], without });
  if (back === undefined) return undefined;
  const result = platform.parseCallback(back.searchParams);
  if (result.kind !== 'code') throw new Error(`Expected a code, got ${result.kind}.`);
  return { code: result.code, redirectUri, ...(verifier !== undefined && { verifier }) };
};

describe('TikTok’s code challenge', () => {
  test.each(['base64url', 'hex'] as const)('as %s that an app needs, not sent, leaves the person on TikTok’s page', (kind) =>
    withDriver({ ...tiktokApps[kind], pkce: 'off' }, {}, async (driver) => {
      expect(await authorize(driver)).toBeUndefined();
    }),
  );

  test.each([
    ['base64url', 's256-hex'],
    ['hex', 's256-base64url'],
  ] as const)('that an app expects as %s is a matter of setup when it comes as %s', (kind, pkce) =>
    withDriver({ ...tiktokApps[kind], pkce }, {}, async (driver) => {
      const code = await authorize(driver);
      if (code === undefined) throw new Error('The platform did not send the browser back.');
      const failure: unknown = await driver.platform.exchange(code).catch((cause: unknown) => cause);
      expect(failure).toBeInstanceOf(PlatformFailure);
      expect(failure).toMatchObject({ kind: 'setup', platformCode: 'invalid_request', outcomeUnknown: false });
    }),
  );
});

test('TikTok’s profile is read without the user name where that was left out', () =>
  withDriver(tiktokApps.off, {}, async (driver) => {
    const code = await authorize(driver, ['user.info.profile']);
    if (code === undefined) throw new Error('The platform did not send the browser back.');
    const { tokens, scopes } = await driver.platform.exchange(code);
    expect(scopes).not.toContain('user.info.profile');
    const [account] = await driver.platform.fetchAccounts(tokens, scopes);
    expect(account).toMatchObject({ id: driver.people[0].id, handle: 'Harbour Coffee' });
  }));

test.each([
  ['2026', 2 * 3_600_000, 180 * 86_400_000],
  ['legacy', 24 * 3_600_000, 365 * 86_400_000],
] as const)('TikTok’s tokens of %s live as long as its answer says', (tokenProfile, access, refresh) =>
  withDriver(tiktokApps.off, { tokenProfile }, async (driver) => {
    const code = await authorize(driver);
    if (code === undefined) throw new Error('The platform did not send the browser back.');
    const { tokens } = await driver.platform.exchange(code);
    expect(tokens).toMatchObject({ accessExpiresAt: driver.now() + access, refreshExpiresAt: driver.now() + refresh });
  }),
);
