import { isPrintable } from '@connect/sdk/contract';
import { hostAndPort } from './allowed-hosts.ts';
import { isPrivateLiteral } from './public-address.ts';

/**
 * Why nothing could ever be sent to this address, or why it is not what it looks like: for whoever is just registering it, who
 * would otherwise learn of it from deliveries that fail. `undefined` where nothing speaks against it. Where a name leads is
 * looked at when it is called.
 *
 * @param isAllowed whether the operator trusts its host
 */
export const endpointFault = (address: string, isAllowed: (url: URL) => boolean): string | undefined => {
  const url = new URL(address);
  if (!isPrintable(address)) return 'Must not contain invisible or text-direction characters; write them encoded, such as %E2%80%AE.';
  if (url.port === '0') return 'Must have a port that can be called, and 0 is none; leave it out for 443.';
  if (!isPrivateLiteral(url) || isAllowed(url)) return undefined;
  return `Must be on a public address, which ${url.hostname} is not. The operator can allow it: CONNECT_ALLOWED_HOSTS=${hostAndPort(url)}.`;
};
