import type { TikTokOptions } from '@connect/backend';
import { createPlatforms, type PlatformDriver, type PlatformPerson } from '@connect/backend/testing';
import { createTikTokEmulator, createVisitor, type TikTokClient, type TikTokSettings } from '@connect/emulators';
import { join } from './driver.ts';

/** An app as TikTok's portal knows it, and what the adapter is told of it. */
export interface TikTokApp extends Pick<TikTokClient, 'platform' | 'requireChallenge' | 'challengeEncoding'> {
  readonly pkce: NonNullable<TikTokOptions['pkce']>;
}

/** TikTok's three kinds of apps: most on the web, those on the web that are refused without a challenge, those for desktops. */
export const tiktokApps = {
  off: { pkce: 'off' },
  base64url: { pkce: 's256-base64url', requireChallenge: true, challengeEncoding: 'base64url' },
  hex: { pkce: 's256-hex', platform: 'desktop' },
} as const satisfies Readonly<Record<string, TikTokApp>>;

const app = { id: 'awemulated0client0key', secret: 'emulated-tiktok-secret-0123456', name: 'Brightline' } as const;

/** A desktop app can register only this machine, a web app only public hosts. */
const redirectsOf = (platform: TikTokApp['platform']) =>
  platform === 'desktop'
    ? (['http://127.0.0.1:4401/oauth/tiktok/callback/', 'http://127.0.0.1:4401/oauth/other/callback/'] as const)
    : (['https://connect.example/oauth/tiktok/callback', 'https://connect.example/oauth/other/callback'] as const);

/** The id that TikTok gives an account for this app, as its own token answer says it: the adapter has no part in it. */
const openIdOf = async (username: string): Promise<string> => {
  const redirectUri = 'https://connect.example/callback';
  const emulator = createTikTokEmulator({ clients: [{ ...app, redirectUris: [redirectUri] }] });
  const query = new URLSearchParams({
    client_key: app.id,
    scope: 'user.info.basic',
    response_type: 'code',
    redirect_uri: redirectUri,
    state: 's',
  });
  const address = `https://www.tiktok.com/v2/auth/authorize/?${query}`;
  const { callback } = await createVisitor(emulator).authorize(address, { account: username });
  const form = {
    client_key: app.id,
    client_secret: app.secret,
    code: new URL(callback ?? '').searchParams.get('code') ?? '',
    grant_type: 'authorization_code',
    redirect_uri: redirectUri,
  };
  const body = new URLSearchParams(form);
  const answer = await emulator.fetch(new Request('https://open.tiktokapis.com/v2/oauth/token/', { method: 'POST', body }));
  const { open_id: openId } = (await answer.json()) as { readonly open_id: string };
  return openId;
};

const person = async (username: string): Promise<PlatformPerson> => ({ id: await openIdOf(username), handle: `@${username}` });

const webhookUrl = 'https://connect.example/platforms/tiktok/webhook';

/** TikTok's adapter and its emulator, for an app of this kind and with these habits of the platform. */
export const driveTikTok = async (
  { pkce, ...kind }: TikTokApp,
  settings: Partial<TikTokSettings> = {},
): Promise<PlatformDriver> => {
  const [redirectUri, otherRedirectUri] = redirectsOf(kind.platform);
  return join({
    redirectUri,
    otherRedirectUri,
    secret: app.secret,
    people: [await person('harbourcoffee'), await person('oakandpine')],
    emulate: (now, send) =>
      createTikTokEmulator({ clients: [{ ...app, ...kind, webhookUrl, redirectUris: [redirectUri, otherRedirectUri] }], now, send, settings }),
    adapt(origin, time) {
      const options = {
        clientId: app.id,
        clientSecret: app.secret,
        pkce,
        scopes: { required: ['user.info.basic', 'user.info.profile'], optional: ['video.list'] },
        endpoints: { authorize: `${origin}/v2/auth/authorize/`, token: `${origin}/v2/oauth/token/`, api: origin },
      };
      const platform = createPlatforms({ tiktok: options, ...time }).get('tiktok');
      if (platform === undefined) throw new Error('There is no adapter for TikTok.');
      return platform;
    },
    endpoints: { token: 'token', second_exchange: undefined, account: 'userinfo', check: 'userinfo', refresh: 'refresh', revoke: 'revoke' },
    behaviour(call, fault) {
      if (fault === 'rate_limited') return 'rate-limited';
      return call === 'account' || call === 'check' ? 'internal-error' : 'server-error';
    },
  });
};
