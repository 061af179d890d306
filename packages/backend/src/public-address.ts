import { BlockList, isIP, isIPv4, isIPv6, type LookupFunction } from 'node:net';
import { OutboundError } from './outbound-error.ts';

/** An address that a name resolved to. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a name. Rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

const listOf = (family: 'ipv4' | 'ipv6', subnets: readonly (readonly [net: string, prefix: number])[]): BlockList => {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
};

/**
 * IPv4 that is not the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry (RFC 6890).
 * One list per family, because a `BlockList` holds IPv4 and IPv4-mapped IPv6 addresses for the same thing.
 */
const specialV4 = listOf('ipv4', [
  ['0.0.0.0', 8], // this network, unspecified
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // carrier-grade NAT, and a metadata address
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // Azure's host: public by number, inside by nature
  ['169.254.0.0', 16], // link-local, metadata
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments, and a metadata address
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // 6to4 relays
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, broadcast
]);

/**
 * For IPv6 the other way round: only global unicast can be public, which leaves out loopback, unspecified, mapped,
 * NAT64, discard, unique-local, link-local, site-local and multicast in one line (RFC 4291, section 2.4).
 */
const globalV6 = listOf('ipv6', [['2000::', 3]]);

/** What is special within it: https://www.iana.org/assignments/iana-ipv6-special-registry */
const specialV6 = listOf('ipv6', [
  ['2001::', 23], // protocol assignments: Teredo, benchmarks, ORCHID
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4: any IPv4 address, private ones too
  ['3fff::', 20], // documentation
]);

/** Whether an IP address, as text, belongs to the public internet. What is no IP address does not. */
export const isPublicAddress = (address: string): boolean => {
  if (isIPv4(address)) return !specialV4.check(address, 'ipv4');
  return isIPv6(address) && globalV6.check(address, 'ipv6') && !specialV6.check(address, 'ipv6');
};

/** Whether a URL names its host by an IP address that does not belong to the public internet. */
export const isPrivateLiteral = ({ hostname }: URL): boolean => {
  const literal = hostname.replace(/^\[|\]$/g, '');
  return isIP(literal) !== 0 && !isPublicAddress(literal);
};

/**
 * A `lookup` for sockets that gives only addresses which `permits` lets pass, and fails with `refused_address` where
 * none is left. The socket connects to what was checked, so there is no second resolution for a rebinding name to use.
 */
export const guardedLookup =
  (resolve: Resolve, permits: (address: string) => boolean): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const permitted = addresses.filter(({ address }) => permits(address));
        const [first] = permitted;
        if (first === undefined) {
          const message = `${hostname} was not called: it has no public address.`;
          callback(new OutboundError('refused_address', message, { sent: false }), []);
        } else if (options.all === true) {
          callback(null, permitted.map(({ address, family }) => ({ address, family })));
        } else {
          callback(null, first.address, first.family);
        }
      },
      (cause: NodeJS.ErrnoException) => {
        // The time limit is told as such. All others are about the name, also `ECONNREFUSED`, which is the name servers' own here.
        const isSilent = cause.code === 'ETIMEOUT';
        const message = `${hostname} was not called: its name does not resolve (${cause.code ?? 'no address'}).`;
        callback(isSilent ? cause : new OutboundError('unknown_name', message, { sent: false }), []);
      },
    );
  };
