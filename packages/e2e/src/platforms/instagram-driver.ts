import type { InstagramOptions } from '@connect/backend';
import { createPlatforms, type PlatformDriver, type PlatformPerson } from '@connect/backend/testing';
import { createInstagramEmulator, type InstagramSettings } from '@connect/emulators';
import { accountOf, join } from './driver.ts';

const app = { id: '1022233344455566', secret: 'emulated-instagram-secret-0123', name: 'Brightline' } as const;
const addresses = {
  metaSecret: 'emulated-meta-secret-0123',
  deauthorizeUrl: 'https://connect.example/platforms/meta/deauthorize',
  dataDeletionUrl: 'https://connect.example/platforms/meta/data-deletion',
} as const;
const redirectUri = 'https://connect.example/oauth/instagram/callback';
const otherRedirectUri = 'https://connect.example/oauth/other/callback';

/** Instagram names an account by its professional account's id. */
const person = (username: string): PlatformPerson => ({ id: accountOf(username).id, handle: `@${username}` });

export const instagramPeople = [person('harbourcoffee'), person('oakandpine')] as const;

/** Instagram's adapter and its emulator, with these habits of the platform. */
export const driveInstagram = (settings: Partial<InstagramSettings> = {}): Promise<PlatformDriver> =>
  join({
    redirectUri,
    otherRedirectUri,
    secret: app.secret,
    people: instagramPeople,
    personal: person('mara.weber'),
    emulate: (now, send) =>
      createInstagramEmulator({ clients: [{ ...app, ...addresses, redirectUris: [redirectUri, otherRedirectUri] }], now, send, settings }),
    adapt(origin, time) {
      const options: InstagramOptions = {
        clientId: app.id,
        clientSecret: app.secret,
        metaSecret: addresses.metaSecret,
        scopes: { required: ['instagram_business_basic'], optional: ['instagram_business_manage_insights'] },
        endpoints: { authorize: `${origin}/oauth/authorize`, token: `${origin}/oauth/access_token`, api: origin },
      };
      const platform = createPlatforms({ instagram: options, ...time }).get('instagram');
      if (platform === undefined) throw new Error('There is no adapter for Instagram.');
      return platform;
    },
    endpoints: { token: 'token', second_exchange: 'exchange', account: 'me', check: 'me', refresh: 'refresh', revoke: undefined },
    behaviour(call, fault) {
      if (fault === 'rate_limited') return 'rate-limited';
      // The token endpoint has no words for its own troubles.
      return call === 'token' ? { status: 500, body: 'Sorry, something went wrong.' } : 'transient';
    },
  });
