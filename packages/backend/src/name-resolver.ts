import { Resolver } from 'node:dns/promises';
import type { Resolve, ResolvedAddress } from './public-address.ts';

/** ms. A name must leave some of the time to connect (`connectTimeoutMs` of outbound.ts) for connecting. */
const longest = 4_000;

/** ms that IPv6 is still waited for when there are IPv4 addresses: the delay of RFC 8305, section 3, for those who reach everybody by IPv4. */
const resolutionDelay = 50;

/** ms that a name which did not resolve is not asked for again: what waits for it need not wait for the same silence. */
const negative = 10_000;

/** Failures that are remembered at a time. */
const mostFailures = 1_000;

/** These are this machine, whatever a name server says: RFC 6761, section 6.3. */
const isLocal = (name: string): boolean => /(^|\.)localhost\.?$/i.test(name);
const local: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

const codeOf = (cause: unknown): string => String((cause as { readonly code?: unknown }).code);

const failure = (name: string, code: string): Error => Object.assign(new Error(`${name} did not resolve (${code}).`), { code });

/**
 * Resolves names that others have chosen, by DNS alone. Not by the operating system: `getaddrinfo` works on one of Node's
 * few threads, cannot be given up, and so one name whose servers are silent would keep everybody's requests waiting, those to
 * the platforms too. Names are asked for once at a time; one that failed is not asked for again for ten seconds.
 *
 * Rejects with the code of c-ares (`ENOTFOUND`, `ENODATA`, `ESERVFAIL`, …); `ETIMEOUT` after four seconds.
 *
 * @param options.servers `address:port` of the name servers; the machine's own by default
 * @param options.timeoutMs for a look-up, in ms
 * @param options.now ms since 1970
 */
export const nameResolver = (
  options: { readonly servers?: readonly string[]; readonly timeoutMs?: number; readonly now?: () => number } = {},
): Resolve => {
  const { servers, timeoutMs = longest, now = Date.now } = options;
  const underWay = new Map<string, Promise<readonly ResolvedAddress[]>>();
  const failed = new Map<string, { readonly code: string; readonly until: number }>();

  const ask = async (name: string): Promise<readonly ResolvedAddress[]> => {
    // One of its own, because it is given up as a whole; and so that a change of the machine's name servers is noticed.
    const resolver = new Resolver({ timeout: Math.ceil(timeoutMs / 3), tries: 2 });
    if (servers !== undefined) resolver.setServers(servers);
    let giveUp = setTimeout(() => resolver.cancel(), timeoutMs);
    const four = resolver.resolve4(name).then((addresses): readonly ResolvedAddress[] => {
      // Not the other way round: a machine without IPv6 can do nothing with what came first.
      clearTimeout(giveUp);
      giveUp = setTimeout(() => resolver.cancel(), resolutionDelay);
      return addresses.map((address) => ({ address, family: 4 }));
    });
    const six = resolver.resolve6(name).then((addresses): readonly ResolvedAddress[] => addresses.map((address) => ({ address, family: 6 })));
    const answers = await Promise.allSettled([four, six]);
    clearTimeout(giveUp);
    const addresses = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (addresses.length > 0) return addresses;
    const codes = answers.flatMap((answer) => (answer.status === 'rejected' ? [codeOf(answer.reason)] : []));
    const isSilent = codes.some((code) => code === 'ETIMEOUT' || code === 'ECANCELLED');
    throw failure(name, isSilent ? 'ETIMEOUT' : (codes[0] ?? 'ENODATA'));
  };

  const remember = (name: string, code: string): void => {
    const [oldest] = failed.keys();
    if (failed.size >= mostFailures && oldest !== undefined) failed.delete(oldest);
    failed.delete(name);
    failed.set(name, { code, until: now() + negative });
  };

  return async (name) => {
    if (isLocal(name)) return local;
    const known = failed.get(name);
    if (known !== undefined && known.until > now()) throw failure(name, known.code);
    const asked = underWay.get(name);
    if (asked !== undefined) return asked;
    const asking = ask(name)
      .catch((cause: unknown) => {
        remember(name, codeOf(cause));
        throw cause;
      })
      .finally(() => underWay.delete(name));
    underWay.set(name, asking);
    return asking;
  };
};
