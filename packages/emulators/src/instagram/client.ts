import { isLoopback } from '../loopback.ts';
import { checkMetaAddresses, type MetaNoticeAddresses } from '../meta-notices.ts';
import { parseRedirectUri } from '../redirect-address.ts';

/** An app as Instagram's dashboard knows it. */
export interface InstagramClient extends MetaNoticeAddresses {
  /** The Instagram App ID (not the Meta App ID of the same app). */
  readonly id: string;
  readonly secret: string;
  /** The app's name, as the consent page shows it. */
  readonly name?: string;
  readonly redirectUris: readonly string[];
  /** Saves redirect URIs as the dashboard sometimes does: with a slash added to the end of those that have none. */
  readonly appendTrailingSlash?: boolean;
  /** The secret of the Meta app that the Instagram app belongs to; the same as `secret` unless told. */
  readonly metaSecret?: string;
}

/** Checks an app as the dashboard does when it saves it. Throws a TypeError that says what is wrong. */
export function saveClient(
  client: InstagramClient,
  { allowHttpRedirects, noticesAnywhere }: { allowHttpRedirects: boolean; noticesAnywhere: boolean },
): InstagramClient {
  const { id, secret } = client;
  if (typeof id !== 'string' || id === '' || typeof secret !== 'string' || secret === '') {
    throw new TypeError('An Instagram app needs an id and a secret');
  }
  if (!Array.isArray(client.redirectUris) || client.redirectUris.length === 0) {
    throw new TypeError(`App "${id}" needs at least one redirect URI`);
  }
  const redirectUris = client.redirectUris.map((uri: string) => {
    const url = parseRedirectUri(id, uri);
    if (url.protocol !== 'https:' && !(allowHttpRedirects && url.protocol === 'http:' && isLoopback(url))) {
      throw new TypeError(
        `App "${id}": redirect URI "${uri}" must be https. For http on this machine there is the option allowHttpRedirects`,
      );
    }
    if (uri.includes('#')) throw new TypeError(`App "${id}": redirect URI "${uri}" must not have a fragment`);
    return client.appendTrailingSlash && !uri.endsWith('/') ? `${uri}/` : uri;
  });
  checkMetaAddresses(client, noticesAnywhere);
  return { ...client, redirectUris };
}
