import { platformOutbound } from '../outbound.ts';
import { facebook, type FacebookOptions } from './facebook.ts';
import { instagram, type InstagramOptions } from './instagram.ts';
import type { Outbound, Platform } from './port.ts';
import { tiktok, type TikTokOptions } from './tiktok.ts';

/** Time, as adapters see it: ms since 1970. */
interface Clock {
  readonly now: () => number;
}

/** Makes an adapter on a way out that reaches the hosts which the adapter names, and no other. */
export type PlatformFactory = (outbound: Outbound, clock: Clock) => Platform;

export interface PlatformsOptions {
  readonly instagram?: InstagramOptions | undefined;
  readonly facebook?: FacebookOptions | undefined;
  readonly tiktok?: TikTokOptions | undefined;
  /** Adapters of one's own; as a function they are given a guarded way out. */
  readonly platforms?: readonly (Platform | PlatformFactory)[] | undefined;
  /** ms since 1970. Default `Date.now`. */
  readonly now?: (() => number) | undefined;
  /** ms that a platform has for one answer. Default 10,000. */
  readonly platformTimeoutMs?: number | undefined;
}

/** The configured platforms by id, in the order in which they are shown. Throws a `TypeError` for what cannot be right. */
export const createPlatforms = (options: PlatformsOptions): ReadonlyMap<string, Platform> => {
  const { now = Date.now, platformTimeoutMs: timeoutMs, platforms: own = [] } = options;
  const make = (factory: PlatformFactory): Platform => {
    const hosts = new Set<string>();
    const platform = factory(platformOutbound({ hosts, ...(timeoutMs !== undefined && { timeoutMs }) }), { now });
    for (const host of platform.hosts) hosts.add(host);
    return platform;
  };
  const { instagram: forInstagram, facebook: forFacebook, tiktok: forTikTok } = options;
  const platforms = [
    ...(forInstagram ? [make((outbound, clock) => instagram(forInstagram, outbound, clock))] : []),
    ...(forFacebook ? [make((outbound, clock) => facebook(forFacebook, outbound, clock))] : []),
    ...(forTikTok ? [make((outbound, clock) => tiktok(forTikTok, outbound, clock))] : []),
    ...own.map((platform) => (typeof platform === 'function' ? make(platform) : platform)),
  ];
  const byId = new Map<string, Platform>();
  for (const platform of platforms) {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(platform.id)) {
      throw new TypeError(`platforms: the id "${platform.id}" must be of a–z, 0–9 and hyphens, such as "threads".`);
    }
    if (byId.has(platform.id)) throw new TypeError(`platforms: there are two with the id "${platform.id}"; each needs its own.`);
    byId.set(platform.id, platform);
  }
  return byId;
};
