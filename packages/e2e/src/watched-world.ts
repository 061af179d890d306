import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from '@connect/emulators/node';
import { createClient } from '@connect/sdk';
import { createTraces } from './traces.ts';
import { createWorld, type World } from './world.ts';

/** The app's secret at all platforms. */
export const clientSecret = 'emulated-app-secret-0123456789';

/**
 * A world on a database in a file, with somebody who looks over the backend's shoulder: what it logs, what it answers, what
 * it says to the platforms and hears from them. A platform has two seconds for an answer.
 */
export const createWatchedWorld = async (now: () => number) => {
  const folder = mkdtempSync(join(tmpdir(), 'connect-secrets-'));
  const database = join(folder, 'connect.db');
  const traces = createTraces(folder);
  const masterKey = randomBytes(32);
  const keys = `secret:${masterKey.toString('base64')}`;
  const app = { clientId: 'emulated-app', clientSecret } as const;
  const platforms: Partial<World> = {};
  const tap = (name: 'instagram' | 'facebook' | 'tiktok') =>
    listen(
      traces.tap(() => {
        const platform = platforms[name];
        if (platform === undefined) throw new Error(`${name} is asked before it is there.`);
        return platform;
      }),
      { port: 0 },
    );
  const [instagram, facebook, tiktok] = [await tap('instagram'), await tap('facebook'), await tap('tiktok')];

  const made = await createWorld({
    now,
    log: traces.log,
    keys,
    database: `sqlite:${database}`,
    platformTimeoutMs: 2000,
    instagram: {
      ...app,
      scopes: { required: ['instagram_business_basic'], optional: ['instagram_business_manage_insights'] },
      endpoints: {
        authorize: `${instagram.origin}/oauth/authorize`,
        token: `${instagram.origin}/oauth/access_token`,
        api: instagram.origin,
      },
    },
    facebook: {
      ...app,
      scopes: { required: ['instagram_basic', 'pages_show_list'], optional: ['business_management', 'instagram_manage_insights'] },
      endpoints: {
        authorize: `${facebook.origin}/v25.0/dialog/oauth`,
        token: `${facebook.origin}/v25.0/oauth/access_token`,
        api: facebook.origin,
      },
    },
    tiktok: {
      ...app,
      pkce: 's256-base64url',
      scopes: { required: ['user.info.basic', 'user.info.profile'], optional: ['user.info.stats'] },
      endpoints: {
        authorize: `${tiktok.origin}/v2/auth/authorize/`,
        token: `${tiktok.origin}/v2/oauth/token/`,
        api: tiktok.origin,
      },
    },
  });
  Object.assign(platforms, { instagram: made.instagram, facebook: made.facebook, tiktok: made.tiktok });
  traces.plant('client secret', clientSecret);
  traces.plant('API key', made.apiKey);
  traces.plant('master key', masterKey.toString('base64'), masterKey.toString('latin1'));

  const { apiKey, origin } = made;
  const connect = traces.watch(made.connect);
  const send = (request: Request): Promise<Response> => connect.fetch(request, { address: '127.0.0.1' });
  const client = createClient({ origin, apiKey, fetch: send, retries: 0 });
  const sharedBy = { name: 'Maya Lindqvist', email: 'maya@northlight.example' };
  const world: World = {
    ...made,
    connect,
    client,
    link: (more = {}) => client.links.create({ workspace: 'northlight', platforms: ['instagram', 'tiktok'], sharedBy, ...more }),
    async close() {
      await made.close();
      await Promise.all([instagram.close(), facebook.close(), tiktok.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const environment = {
    CONNECT_ORIGIN: origin,
    CONNECT_PRODUCT_NAME: 'Brightline',
    CONNECT_API_KEYS: apiKey,
    CONNECT_KEYS: keys,
    CONNECT_ALLOWED_HOSTS: new URL(made.inbox.url).host,
    DATABASE_URL: `sqlite:${database}`,
    INSTAGRAM_CLIENT_ID: app.clientId,
    INSTAGRAM_CLIENT_SECRET: clientSecret,
    INSTAGRAM_TOKEN_URL: `${instagram.origin}/oauth/access_token`,
    INSTAGRAM_API_URL: instagram.origin,
    FACEBOOK_CLIENT_ID: app.clientId,
    FACEBOOK_CLIENT_SECRET: clientSecret,
    FACEBOOK_TOKEN_URL: `${facebook.origin}/v25.0/oauth/access_token`,
    FACEBOOK_API_URL: facebook.origin,
    TIKTOK_CLIENT_ID: app.clientId,
    TIKTOK_CLIENT_SECRET: clientSecret,
    TIKTOK_TOKEN_URL: `${tiktok.origin}/v2/oauth/token/`,
    TIKTOK_API_URL: tiktok.origin,
  };
  return { world, traces, database, environment };
};

export type WatchedWorld = Awaited<ReturnType<typeof createWatchedWorld>>;
