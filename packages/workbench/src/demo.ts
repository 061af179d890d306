import type { DemoPorts, DemoServer } from './ports.ts';
import type { DemoSecrets } from './demo-secrets.ts';
import type { ServerPlan } from './server-process.ts';

/** What people call the demo's servers. */
export const demoNames: Readonly<Record<DemoServer, string>> = {
  product: 'Brightline (the example product)',
  connect: 'Connect (the backend)',
  instagram: 'Emulated Instagram',
  tiktok: 'Emulated TikTok',
  facebook: 'Emulated Facebook',
};

/** Where the demo's servers answer. */
export const demoOrigins = (ports: DemoPorts): Readonly<Record<DemoServer, string>> => ({
  product: origin(ports.product),
  connect: origin(ports.connect),
  instagram: origin(ports.instagram),
  tiktok: origin(ports.tiktok),
  facebook: origin(ports.facebook),
});

/** The demo's servers: who runs where, and what each must know of the others. `data` is the folder for all that they keep. */
export function demoServers(ports: DemoPorts, secrets: DemoSecrets, data: string): Readonly<Record<DemoServer, ServerPlan>> {
  const { product, connect, instagram, tiktok, facebook } = demoOrigins(ports);
  const emulator = (platform: 'instagram' | 'tiktok' | 'facebook'): ServerPlan => ({
    name: demoNames[platform],
    script: 'packages/workbench/src/emulate.ts',
    args: [platform],
    env: {
      PORT: String(ports[platform]),
      EMULATOR_CLIENT_ID: secrets[platform].id,
      EMULATOR_CLIENT_SECRET: secrets[platform].secret,
      EMULATOR_REDIRECT_URI: `${connect}/oauth/${platform}/callback`,
      EMULATOR_STATE: `${data}/${platform}.json`,
      // Whoever leaves an app at the platform's own page is reported there, as the apps' settings at the real ones say.
      EMULATOR_NOTICES_ORIGIN: connect,
      ...(platform === 'facebook' && { EMULATOR_CONFIG_ID: secrets.facebookConfiguration }),
    },
    healthUrl: `${origin(ports[platform])}/_emulator/log`,
    log: `${data}/logs/${platform}.log`,
  });
  return {
    instagram: emulator('instagram'),
    tiktok: emulator('tiktok'),
    facebook: emulator('facebook'),
    connect: {
      name: demoNames.connect,
      script: 'packages/backend/src/bin.ts',
      args: ['serve'],
      env: {
        PORT: String(ports.connect),
        HOST: 'localhost',
        CONNECT_ORIGIN: connect,
        CONNECT_PRODUCT_NAME: 'Brightline',
        CONNECT_API_KEYS: secrets.apiKey,
        CONNECT_KEYS: secrets.keys,
        DATABASE_URL: `sqlite:${data}/connect.db`,
        // Account pictures and the agencies' logos are on loopback, which the guard of outgoing requests refuses otherwise.
        CONNECT_ALLOWED_HOSTS: [instagram, tiktok, facebook, product].map((each) => new URL(each).host).join(','),
        // Often enough to watch what happens to people's accounts at the platforms; a day is the default.
        CONNECT_CHECK_SECONDS: '3',
        INSTAGRAM_CLIENT_ID: secrets.instagram.id,
        INSTAGRAM_CLIENT_SECRET: secrets.instagram.secret,
        INSTAGRAM_SCOPES: 'instagram_business_basic',
        INSTAGRAM_OPTIONAL_SCOPES: 'instagram_business_manage_insights,instagram_business_content_publish',
        INSTAGRAM_AUTHORIZE_URL: `${instagram}/oauth/authorize`,
        INSTAGRAM_TOKEN_URL: `${instagram}/oauth/access_token`,
        INSTAGRAM_API_URL: instagram,
        FACEBOOK_CLIENT_ID: secrets.facebook.id,
        FACEBOOK_CLIENT_SECRET: secrets.facebook.secret,
        FACEBOOK_CONFIG_ID: secrets.facebookConfiguration,
        FACEBOOK_SCOPES: 'instagram_basic,pages_show_list,pages_read_engagement,business_management',
        FACEBOOK_AUTHORIZE_URL: `${facebook}/v25.0/dialog/oauth`,
        FACEBOOK_TOKEN_URL: `${facebook}/v25.0/oauth/access_token`,
        FACEBOOK_API_URL: facebook,
        TIKTOK_CLIENT_ID: secrets.tiktok.id,
        TIKTOK_CLIENT_SECRET: secrets.tiktok.secret,
        TIKTOK_SCOPES: 'user.info.basic,user.info.profile',
        TIKTOK_OPTIONAL_SCOPES: 'user.info.stats,video.list',
        TIKTOK_AUTHORIZE_URL: `${tiktok}/v2/auth/authorize/`,
        TIKTOK_TOKEN_URL: `${tiktok}/v2/oauth/token/`,
        TIKTOK_API_URL: tiktok,
      },
      healthUrl: `${connect}/readyz`,
      log: `${data}/logs/connect.log`,
    },
    product: {
      name: demoNames.product,
      script: 'examples/brightline/src/server.ts',
      args: [],
      env: {
        PORT: String(ports.product),
        CONNECT_ORIGIN: connect,
        CONNECT_API_KEY: secrets.apiKey,
        INSTAGRAM_API_URL: instagram,
        TIKTOK_API_URL: tiktok,
        FACEBOOK_API_URL: facebook,
      },
      // This page waits until Brightline has told Connect about its customers.
      healthUrl: `${product}/client`,
      log: `${data}/logs/brightline.log`,
    },
  };
}

const origin = (port: number): string => `http://localhost:${port}`;
