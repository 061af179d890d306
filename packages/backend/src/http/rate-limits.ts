import { isIPv6 } from 'node:net';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How much one address may ask for in a minute. */
export interface RateLimits {
  /** Public calls and refused keys, per address. Default 60. */
  readonly publicPerMinute: number;
  /** Starts of a flow, per link and address. Default 10. */
  readonly startsPerMinute: number;
}

export const defaultRateLimits: RateLimits = { publicPerMinute: 60, startsPerMinute: 10 };

/** One household has a whole IPv6 network: its first 64 bits count as the address (RFC 6177). */
const addressKey = (address: string): string => {
  if (!isIPv6(address)) return address;
  if (address.startsWith('::ffff:') && address.includes('.')) return address.slice('::ffff:'.length);
  const [head = '', tail = ''] = address.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === '' ? [] : tail.split(':');
  const groups = [...left, ...Array.from({ length: 8 - left.length - right.length }, () => '0'), ...right];
  return groups.slice(0, 4).join(':');
};

export const createRateLimiters = ({ publicPerMinute, startsPerMinute }: RateLimits) => {
  const calls = new RateLimiterMemory({ points: publicPerMinute, duration: 60 });
  const starts = new RateLimiterMemory({ points: startsPerMinute, duration: 60 });

  /** Counts one; whole seconds to wait where it was one too many, else `undefined`. */
  const count = async (limiter: RateLimiterMemory, key: string): Promise<number | undefined> => {
    try {
      await limiter.consume(key);
      return undefined;
    } catch (cause) {
      if (cause instanceof RateLimiterRes) return Math.max(1, Math.ceil(cause.msBeforeNext / 1000));
      throw cause;
    }
  };

  return {
    call: (address: string) => count(calls, addressKey(address)),
    start: (address: string, link: string) => count(starts, `${link} ${addressKey(address)}`),
  };
};

export type RateLimiters = ReturnType<typeof createRateLimiters>;
