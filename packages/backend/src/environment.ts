import { ConfigurationError } from './configuration-error.ts';
import type { FacebookOptions } from './platforms/facebook.ts';
import type { InstagramOptions } from './platforms/instagram.ts';
import type { PlatformOptions } from './platforms/port.ts';
import type { TikTokOptions } from './platforms/tiktok.ts';
import type { ConnectOptions } from './options.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How the command listens. */
export interface ListenOptions {
  /** Whether this process also does the work in the background. */
  readonly jobs: boolean;
  readonly port: number;
  readonly host: string | undefined;
  /** Proxies in front that append to `X-Forwarded-For`; 0 where none does. */
  readonly trustProxy: number;
}

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const numberOf = (text: string | undefined): number | undefined => (text === undefined || text === '' ? undefined : Number(text));

const platformOf = (env: Environment, name: string): PlatformOptions | undefined => {
  const read = (part: string): string | undefined => env[`${name}_${part}`] || undefined;
  const clientId = read('CLIENT_ID');
  const clientSecret = read('CLIENT_SECRET');
  if (clientId === undefined && clientSecret === undefined) return undefined;
  const required = listOf(read('SCOPES'));
  const optional = listOf(read('OPTIONAL_SCOPES'));
  const endpoints = { authorize: read('AUTHORIZE_URL'), token: read('TOKEN_URL'), api: read('API_URL') };
  const given = Object.fromEntries(Object.entries(endpoints).filter(([, address]) => address !== undefined));
  // What is no mode is passed on as it is, for `createConnect` to refuse.
  const mode = read('MODE') as PlatformOptions['preferredMode'];
  return {
    clientId: clientId ?? '',
    clientSecret: clientSecret ?? '',
    ...(required.length + optional.length > 0 && { scopes: { required, optional } }),
    ...(Object.keys(given).length > 0 && { endpoints: given }),
    ...(mode !== undefined && { preferredMode: mode }),
  };
};

/** Instagram's options. */
const instagramOf = (env: Environment): InstagramOptions | undefined => {
  const options = platformOf(env, 'INSTAGRAM');
  const metaSecret = env['INSTAGRAM_META_SECRET'];
  return options && { ...options, ...(metaSecret && { metaSecret }) };
};

/** Facebook's options. */
const facebookOf = (env: Environment): FacebookOptions | undefined => {
  const options = platformOf(env, 'FACEBOOK');
  const configId = env['FACEBOOK_CONFIG_ID'];
  return options && { ...options, ...(configId && { configId }) };
};

/** TikTok's options; what is no kind of challenge is passed on as it is, for `createConnect` to refuse. */
const tiktokOf = (env: Environment): TikTokOptions | undefined => {
  const options = platformOf(env, 'TIKTOK');
  const pkce = env['TIKTOK_PKCE'] as TikTokOptions['pkce'] | '';
  return options && { ...options, ...(pkce && { pkce }) };
};

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

/** Where `work` says how it is; `undefined` where it listens nowhere. Throws a `ConfigurationError`. */
export const workFromEnvironment = (env: Environment): Pick<ListenOptions, 'port' | 'host'> | undefined => {
  const port = numberOf(env['CONNECT_WORK_PORT']);
  if (port === undefined) return undefined;
  if (!isPort(port)) throw new ConfigurationError(['CONNECT_WORK_PORT must be a port number, such as CONNECT_WORK_PORT=4402.']);
  return { port, host: env['HOST'] || undefined };
};

/** The options that the environment names. What is wrong with them, `createConnect` says. */
export const optionsFromEnvironment = (env: Environment): ConnectOptions => {
  const instagram = instagramOf(env);
  const facebook = facebookOf(env);
  const tiktok = tiktokOf(env);
  const publicPerMinute = numberOf(env['CONNECT_PUBLIC_PER_MINUTE']);
  const startsPerMinute = numberOf(env['CONNECT_STARTS_PER_MINUTE']);
  const checkSeconds = numberOf(env['CONNECT_CHECK_SECONDS']);
  const links = { howItWorks: env['CONNECT_HELP_URL'], privacy: env['CONNECT_PRIVACY_URL'], report: env['CONNECT_REPORT_URL'] };
  return {
    origin: env['CONNECT_ORIGIN'] ?? '',
    productName: env['CONNECT_PRODUCT_NAME'] ?? '',
    apiKeys: listOf(env['CONNECT_API_KEYS']),
    keys: env['CONNECT_KEYS'] ?? '',
    database: env['DATABASE_URL'] ?? 'sqlite:connect.db',
    ...(instagram && { instagram }),
    ...(facebook && { facebook }),
    ...(tiktok && { tiktok }),
    ...(checkSeconds !== undefined && { checkIntervalMs: checkSeconds * 1000 }),
    allowedHosts: listOf(env['CONNECT_ALLOWED_HOSTS']),
    rateLimits: {
      ...(publicPerMinute !== undefined && { publicPerMinute }),
      ...(startsPerMinute !== undefined && { startsPerMinute }),
    },
    pageLinks: Object.fromEntries(Object.entries(links).filter(([, address]) => address)),
  };
};

/** Where and how to listen. Throws a `ConfigurationError`. */
export const listenFromEnvironment = (env: Environment): ListenOptions => {
  const port = numberOf(env['PORT']) ?? 4401;
  const trustProxy = numberOf(env['CONNECT_TRUST_PROXY']) ?? 0;
  const jobs = env['CONNECT_JOBS'] || 'on';
  const faults: string[] = [];
  if (jobs !== 'on' && jobs !== 'off') {
    faults.push('CONNECT_JOBS must be on, or off where `connect-backend work` runs beside it, such as CONNECT_JOBS=off.');
  }
  if (!isPort(port)) faults.push('PORT must be a port number, such as PORT=4401.');
  if (!Number.isInteger(trustProxy) || trustProxy < 0 || trustProxy > 10) {
    faults.push('CONNECT_TRUST_PROXY must be the number of proxies in front of Connect, such as CONNECT_TRUST_PROXY=1.');
  }
  if (faults.length > 0) throw new ConfigurationError(faults);
  return { port, host: env['HOST'] || undefined, trustProxy, jobs: jobs === 'on' };
};
