/** Adds an encoded query to a redirect URI, which may have a query of its own. */
export function addQuery(redirectUri: string, query: string): string {
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}`;
}

/** Parses a redirect URI that is to be registered; throws a TypeError that names app and URI. */
export function parseRedirectUri(clientId: string, uri: string): URL {
  if (!URL.canParse(uri)) throw new TypeError(`App "${clientId}": redirect URI "${uri}" is not an absolute URL`);
  return new URL(uri);
}
