import { parseAddress } from '@connect/sdk/contract';
import { ConfigurationError } from './configuration-error.ts';
import type { Log } from './context.ts';
import type { RateLimits } from './http/rate-limits.ts';
import type { FacebookOptions } from './platforms/facebook.ts';
import type { PlatformsOptions } from './platforms/index.ts';
import type { InstagramOptions } from './platforms/instagram.ts';
import type { PlatformOptions } from './platforms/port.ts';
import type { TikTokOptions } from './platforms/tiktok.ts';
import type { Storage } from './storage/port.ts';
import { parseKeyring } from './keyring.ts';
import { tokenPrefix } from './sessions.ts';
import { VaultError } from './vault-error.ts';

/** What `createConnect` takes. Each has a variable of the environment, for the command (environment.ts). */
export interface ConnectOptions {
  /** Connect's own address; it needs an origin of its own. https, or http on localhost. */
  readonly origin: string;
  /** The integrator's name, the one that the platforms show. */
  readonly productName: string;
  /** Keys for the integrator's servers, at least 24 characters each. Several, so that one can be replaced. */
  readonly apiKeys: readonly string[];
  /** The keyring, newest first: `k2:<base64 of 32 bytes>,k1:…`. */
  readonly keys: string;
  /** `sqlite:` and a path, or a `postgres:` URL; or a storage of one's own. */
  readonly database: string | Storage;
  readonly instagram?: InstagramOptions;
  /** Instagram's accounts through Facebook Login for Business. */
  readonly facebook?: FacebookOptions;
  readonly tiktok?: TikTokOptions;
  /** Adapters of one's own; as a function they are given a guarded way out. */
  readonly platforms?: PlatformsOptions['platforms'];
  /** ms that a platform has for one answer. Default 10,000. */
  readonly platformTimeoutMs?: number;
  /**
   * ms between two checks of a token at its platform, which find out about changed passwords and the like. Default 86,400,000,
   * a day; 0: never.
   */
  readonly checkIntervalMs?: number;
  /** Hosts (`host:port`) on private addresses that may be called all the same, for pictures and webhooks; http is allowed there. */
  readonly allowedHosts?: readonly string[];
  /** How much one address may ask for. */
  readonly rateLimits?: Partial<RateLimits>;
  /** Pages of the operator's own, linked at the foot of each hosted page. */
  readonly pageLinks?: { readonly howItWorks?: string; readonly privacy?: string; readonly report?: string };
  readonly log?: Log;
  /** ms since 1970; for tests. Default: PostgreSQL's clock, which all processes share, and with SQLite this machine's. */
  readonly now?: () => number;
}

const isOrigin = (text: string): boolean => parseAddress(text)?.origin === text;

const originFaults = ({ origin }: ConnectOptions): string[] =>
  isOrigin(origin)
    ? []
    : [
        'CONNECT_ORIGIN must be this backend’s own origin, https (http only on localhost), without a path or a slash at the end, such as https://connect.example.',
      ];

const nameFaults = ({ productName }: ConnectOptions): string[] =>
  productName.trim() !== '' && productName.length <= 120
    ? []
    : ['CONNECT_PRODUCT_NAME must be the name that the platforms show for your app, such as Brightline.'];

const keyFaults = ({ apiKeys }: ConnectOptions): string[] => {
  const example = 'such as CONNECT_API_KEYS=ck_<32 random characters>, several separated by commas';
  if (apiKeys.length === 0) return [`CONNECT_API_KEYS is missing; it holds the keys of your servers, ${example}.`];
  const weak = apiKeys.findIndex((key) => !/^[\x21-\x2b\x2d-\x7e]{24,512}$/.test(key));
  if (weak !== -1) return [`CONNECT_API_KEYS: key ${weak + 1} of ${apiKeys.length} must have 24 to 512 visible characters, ${example}.`];
  const token = apiKeys.findIndex((key) => key.startsWith(tokenPrefix));
  return token === -1
    ? []
    : [`CONNECT_API_KEYS: key ${token + 1} of ${apiKeys.length} must not begin with ${tokenPrefix}, as sessions’ tokens do, ${example}.`];
};

const ringFaults = ({ keys }: ConnectOptions): string[] => {
  try {
    parseKeyring(keys);
    return [];
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    return cause.message.split('\n');
  }
};

const databaseFaults = ({ database }: ConnectOptions): string[] =>
  typeof database !== 'string' || /^(sqlite:.|postgres(ql)?:\/\/.)/.test(database)
    ? []
    : [
        'DATABASE_URL must be sqlite: and a path, or a postgres: URL, such as sqlite:connect.db or postgres://user:password@host/connect.',
      ];

const platformFaults = (name: string, options: PlatformOptions | undefined): string[] => {
  if (options === undefined) return [];
  const faults: string[] = [];
  if (options.clientId === '') {
    faults.push(`${name}_CLIENT_ID is missing; it is the app’s id at the platform, such as ${name}_CLIENT_ID=1234567890.`);
  }
  if (options.clientSecret === '') faults.push(`${name}_CLIENT_SECRET is missing; it is the app’s secret at the platform.`);
  if (options.preferredMode !== undefined && !['popup', 'redirect'].includes(options.preferredMode)) {
    faults.push(`${name}_MODE must be popup or redirect, such as ${name}_MODE=redirect.`);
  }
  for (const [part, address] of Object.entries(options.endpoints ?? {})) {
    if (address !== undefined && parseAddress(address) === undefined) {
      faults.push(
        `${name}_${part.toUpperCase()}_URL must be an https URL (http only on localhost), such as https://platform.example/${part}.`,
      );
    }
  }
  return faults;
};

const noticeFaults = ({ instagram }: ConnectOptions): string[] =>
  instagram?.metaSecret === ''
    ? ['INSTAGRAM_META_SECRET is empty; leave it out, or set it to the secret of the Meta app that the Instagram app belongs to.']
    : [];

const configurationFaults = ({ facebook }: ConnectOptions): string[] =>
  facebook?.configId === undefined || /^\d{1,32}$/.test(facebook.configId)
    ? []
    : ['FACEBOOK_CONFIG_ID must be the number of a configuration of Facebook Login for Business, such as FACEBOOK_CONFIG_ID=1234567890.'];

const challengeFaults = ({ tiktok }: ConnectOptions): string[] =>
  tiktok?.pkce === undefined || ['off', 's256-hex', 's256-base64url'].includes(tiktok.pkce)
    ? []
    : [
        'TIKTOK_PKCE must be off, s256-hex (desktop apps) or s256-base64url (web apps that are refused without code_challenge), such as TIKTOK_PKCE=off.',
      ];

const timeoutFaults = ({ platformTimeoutMs: ms }: ConnectOptions): string[] =>
  ms === undefined || (Number.isSafeInteger(ms) && ms > 0 && ms <= 60_000)
    ? []
    : ['platformTimeoutMs must be a whole number of milliseconds up to 60000, such as platformTimeoutMs: 10000.'];

const checkFaults = ({ checkIntervalMs: ms }: ConnectOptions): string[] =>
  ms === undefined || ms === 0 || (Number.isSafeInteger(ms) && ms >= 1000)
    ? []
    : ['CONNECT_CHECK_SECONDS must be a whole number of seconds between two checks of a token, or 0 for never, such as CONNECT_CHECK_SECONDS=86400.'];

const presenceFaults = ({ instagram, facebook, tiktok, platforms }: ConnectOptions): string[] =>
  instagram || facebook || tiktok || platforms?.length
    ? []
    : [
        'No platform is set up: give at least INSTAGRAM_CLIENT_ID and INSTAGRAM_CLIENT_SECRET, or those of FACEBOOK_ or TIKTOK_.',
      ];

const linkFaults = ({ pageLinks = {} }: ConnectOptions): string[] => {
  const variables = { howItWorks: 'CONNECT_HELP_URL', privacy: 'CONNECT_PRIVACY_URL', report: 'CONNECT_REPORT_URL' } as const;
  return Object.entries(variables).flatMap(([option, variable]) => {
    const address = pageLinks[option as keyof typeof variables];
    return address === undefined || parseAddress(address)
      ? []
      : [`${variable} must be an https URL, such as https://product.example/privacy.`];
  });
};

const hostFaults = ({ allowedHosts = [] }: ConnectOptions): string[] =>
  allowedHosts
    .filter((host) => !/^(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/i.test(host))
    .map(() => 'CONNECT_ALLOWED_HOSTS must be hosts separated by commas, such as localhost:4411.');

const limitFaults = ({ rateLimits = {} }: ConnectOptions): string[] => {
  const variables = { publicPerMinute: 'CONNECT_PUBLIC_PER_MINUTE', startsPerMinute: 'CONNECT_STARTS_PER_MINUTE' } as const;
  return Object.entries(variables).flatMap(([option, variable]) => {
    const limit = rateLimits[option as keyof typeof variables];
    return limit === undefined || (Number.isSafeInteger(limit) && limit > 0)
      ? []
      : [`${variable} must be a whole number above 0, such as ${variable}=60.`];
  });
};

/** Throws a `ConfigurationError` that names every fault at once. */
export const checkOptions = (options: ConnectOptions): void => {
  const faults = [
    ...originFaults(options),
    ...nameFaults(options),
    ...keyFaults(options),
    ...ringFaults(options),
    ...databaseFaults(options),
    ...presenceFaults(options),
    ...platformFaults('INSTAGRAM', options.instagram),
    ...platformFaults('FACEBOOK', options.facebook),
    ...configurationFaults(options),
    ...platformFaults('TIKTOK', options.tiktok),
    ...noticeFaults(options),
    ...challengeFaults(options),
    ...timeoutFaults(options),
    ...checkFaults(options),
    ...linkFaults(options),
    ...hostFaults(options),
    ...limitFaults(options),
  ];
  if (faults.length > 0) throw new ConfigurationError(faults);
};
