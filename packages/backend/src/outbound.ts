import { isLoopback } from '@connect/sdk/contract';
import { buildConnector } from 'undici';
import { allowedHosts as hostsOf } from './allowed-hosts.ts';
import { boundedRequest, type BoundedRequest, type BoundedResponse } from './bounded-request.ts';
import { nameResolver } from './name-resolver.ts';
import { OutboundError } from './outbound-error.ts';
import type { Outbound } from './platforms/port.ts';
import { guardedLookup, isPrivateLiteral, isPublicAddress, type Resolve } from './public-address.ts';

interface PublicRequest {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Sent as `Accept`. */
  readonly accept?: string;
  /** The answer's largest size, in bytes. */
  readonly maxBytes: number;
  /** ms for everything, from the look-up of the name to the last byte. Default 10,000. */
  readonly timeoutMs?: number;
}

/** One request to an address that somebody else has chosen. Throws `OutboundError` where no answer arrived. */
export type FetchPublic = (url: URL, request: PublicRequest) => Promise<BoundedResponse>;

const formHeaders = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** ms and bytes, where the caller does not say. */
const defaults = { timeoutMs: 10_000, connectTimeoutMs: 5_000, maxBytes: 262_144 } as const;

/**
 * The way out to the platforms: only hosts in `hosts` (as `URL.host` writes them; read at each request), https only
 * except on this machine. No redirect is followed.
 *
 * @param options.timeoutMs for everything, from the look-up of the name to the last byte, in ms
 * @param options.maxBytes the largest answer
 */
export const platformOutbound = (options: {
  readonly hosts: ReadonlySet<string>;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}): Outbound => {
  const { hosts, timeoutMs: mostTime = defaults.timeoutMs, maxBytes = defaults.maxBytes } = options;
  const connect = connectorOf(mostTime);
  return {
    async send({ method, url, headers = {}, form, retryConnect = false, timeoutMs: allowed = mostTime }) {
      const timeoutMs = Math.min(allowed, mostTime);
      if (!hosts.has(url.host)) throw refusedHost(url, 'it is not a configured host of this platform');
      const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
      if (!isSafe) throw refusedHost(url, 'it is not https');
      const request: BoundedRequest = {
        method,
        url,
        headers: { accept: 'application/json', ...(form && formHeaders), ...headers },
        body: form && new URLSearchParams(form).toString(),
        connect,
        timeoutMs,
        maxBytes,
      };
      const began = performance.now();
      const { bytes, ...response } = await boundedRequest(request).catch((error: unknown) => {
        const left = Math.floor(timeoutMs - (performance.now() - began));
        if (retryConnect && left > 0 && couldNotConnect(error)) return boundedRequest({ ...request, timeoutMs: left });
        throw error;
      });
      return { ...response, text: new TextDecoder().decode(bytes) };
    },
  };
};

/**
 * The way out to addresses that others have chosen, such as pictures and webhook endpoints: https on the public internet
 * only, checked on the very address that is connected to. No redirect is followed.
 *
 * @param options.allowedHosts `host:port` (without a port: 443) that the operator trusts although they are not public;
 *   http is allowed there, and their names are the operating system's, its hosts file included
 * @param options.resolve resolves all other names; DNS by default
 */
export const publicOutbound = (
  options: { readonly allowedHosts?: readonly string[] | undefined; readonly resolve?: Resolve } = {},
): FetchPublic => {
  const { allowedHosts, resolve = nameResolver() } = options;
  const isTrusted = hostsOf(allowedHosts);
  const direct = connectorOf(defaults.timeoutMs);
  const guarded = connectorOf(defaults.timeoutMs, resolve);
  return async (url, { method = 'GET', headers = {}, body, accept = '*/*', maxBytes, timeoutMs = defaults.timeoutMs }) => {
    if (url.username !== '' || url.password !== '') throw refusedHost(url, 'its address carries credentials');
    const isAllowed = isTrusted(url);
    if (!isAllowed) {
      if (url.protocol !== 'https:') throw refusedHost(url, 'it is not https');
      // Sockets look up names only, so an address that stands in the URL itself is checked here.
      if (isPrivateLiteral(url)) {
        throw new OutboundError('refused_address', `${url.host} was not called: it is not a public address.`, { sent: false });
      }
    }
    const connect = isAllowed ? direct : guarded;
    return boundedRequest({ method, url, headers: { accept, ...headers }, body, connect, timeoutMs, maxBytes });
  };
};

/** ms that nobody is left alone for longer, whatever they ask. */
const longestWait = 24 * 60 * 60_000;

/**
 * What an answer asks with `Retry-After` (RFC 9110, section 10.2.3), in ms, a day at most: a longer wait would outlive what
 * has to be done. A date counts from the answer's own `Date`, so that the two clocks need not agree. `undefined` where it asks
 * nothing, or nothing that can be read.
 */
export const retryAfterOf = (headers: Headers): number | undefined => {
  const asked = headers.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(asked)) return Math.min(Number(asked) * 1000, longestWait);
  // Nothing else that `Date` would understand is a date of HTTP.
  if (!/^[A-Za-z]+, .+ GMT$/.test(asked)) return undefined;
  const from = Date.parse(headers.get('date') ?? '');
  const wait = Date.parse(asked) - (Number.isNaN(from) ? Date.now() : from);
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longestWait);
};

const refusedHost = (url: URL, why: string): OutboundError =>
  new OutboundError('refused_host', `${url.host || url.protocol} was not called: ${why}.`, { sent: false });

const couldNotConnect = (error: unknown): boolean =>
  error instanceof OutboundError && !error.sent && !error.code.startsWith('refused_');

const connectorOf = (timeoutMs: number, resolve?: Resolve): buildConnector.connector =>
  buildConnector({
    timeout: Math.min(timeoutMs, defaults.connectTimeoutMs),
    ...(resolve && { lookup: guardedLookup(resolve, isPublicAddress) }),
  });

