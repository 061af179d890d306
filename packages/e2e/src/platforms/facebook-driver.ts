import type { FacebookOptions } from '@connect/backend';
import { createPlatforms, type PlatformDriver, type PlatformPerson } from '@connect/backend/testing';
import { createFacebookEmulator, type FacebookSettings } from '@connect/emulators';
import { accountOf, join } from './driver.ts';

const addresses = {
  deauthorizeUrl: 'https://connect.example/platforms/meta/deauthorize',
  dataDeletionUrl: 'https://connect.example/platforms/meta/data-deletion',
} as const;
const configuration = '4455667788990011';
const permissions = ['instagram_basic', 'pages_show_list', 'business_management', 'instagram_manage_insights'] as const;
const app = { id: '1188899900011122', secret: 'emulated-facebook-secret-01234', name: 'Brightline' } as const;
const redirectUri = 'https://connect.example/oauth/facebook/callback';
const otherRedirectUri = 'https://connect.example/oauth/other/callback';

/** An account has the id that Instagram's own login tells as well. */
const person = (username: string): PlatformPerson => ({ id: accountOf(username).id, handle: `@${username}` });

/** Who looks after each of these accounts at Facebook: one through a business, one without, one beside others. */
const keepers: Readonly<Record<string, string>> = { '@harbourcoffee': 'ines.duarte', '@oakandpine': 'jonas.lindqvist', '@kitsune.ramen': 'dana.brooks' };

/** Dana works at an agency: these are behind two clients' Pages and one of her own. A fourth Page of hers has no account. */
const several = ['kitsune.ramen', 'harbourcoffee', 'noor.studio'].map(person);

export const facebookPeople = [person('harbourcoffee'), person('oakandpine')] as const;

/** Facebook's adapter and its emulator, by scopes or by a configuration, with these habits of the platform. */
export const driveFacebook = (
  way: 'scopes' | 'configuration',
  settings: Partial<FacebookSettings> = {},
): Promise<PlatformDriver> =>
  join({
    redirectUri,
    otherRedirectUri,
    secret: app.secret,
    people: facebookPeople,
    several,
    login: ({ handle }) => ({ account: keepers[handle] ?? handle }),
    emulate: (now, send) =>
      createFacebookEmulator({
        send,
        clients: [
          { ...app, ...addresses, redirectUris: [redirectUri, otherRedirectUri], configurations: [{ id: configuration, permissions: [...permissions] }] },
        ],
        now,
        settings,
      }),
    adapt(origin, time) {
      const options: FacebookOptions = {
        clientId: app.id,
        clientSecret: app.secret,
        ...(way === 'configuration' && { configId: configuration }),
        scopes: { required: permissions.slice(0, 3), optional: permissions.slice(3) },
        endpoints: { authorize: `${origin}/v25.0/dialog/oauth`, token: `${origin}/v25.0/oauth/access_token`, api: origin },
      };
      const platform = createPlatforms({ facebook: options, ...time }).get('facebook');
      if (platform === undefined) throw new Error('There is no adapter for Facebook.');
      return platform;
    },
    endpoints: { token: 'token', second_exchange: 'exchange', account: 'accounts', check: 'node', refresh: 'exchange', revoke: 'revoke' },
    behaviour: (_call, fault) => (fault === 'rate_limited' ? 'rate-limited' : 'transient'),
  });
