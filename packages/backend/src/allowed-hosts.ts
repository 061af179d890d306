/** Host and port of an address, the port also where it is the protocol's own. */
export const hostAndPort = (url: URL): string => `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;

/**
 * Tells the addresses whose host the operator trusts although it is not public, http ones too.
 *
 * @param hosts `host:port`; without a port: 443
 */
export const allowedHosts = (hosts: readonly string[] = []): ((url: URL) => boolean) => {
  const allowed = new Set(hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:443`).toLowerCase()));
  return (url) => (url.protocol === 'https:' || url.protocol === 'http:') && allowed.has(hostAndPort(url));
};
