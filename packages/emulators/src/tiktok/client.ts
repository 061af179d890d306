import { isLoopback } from '../loopback.ts';
import { checkNoticeAddress } from '../notice-address.ts';
import { parseRedirectUri } from '../redirect-address.ts';

/** How a code challenge has to be written: TikTok's desktop pages say hex where RFC 7636 says base64url. */
export type ChallengeEncoding = 'hex' | 'base64url' | 'either';

/** An app as TikTok's developer portal knows it. */
export interface TikTokClient {
  /** The client key. */
  readonly id: string;
  readonly secret: string;
  /** The app's name, as the consent page shows it. */
  readonly name?: string;
  readonly redirectUris: readonly string[];
  /** `web` unless told: it decides which redirect URIs can be registered, and whether a code challenge is required. */
  readonly platform?: 'web' | 'desktop';
  /** Whether an authorization request without code_challenge is refused. For desktop apps it always is. */
  readonly requireChallenge?: boolean;
  /** `hex` for desktop apps, `either` for web apps, unless told. */
  readonly challengeEncoding?: ChallengeEncoding;
  /** Makes it a sandbox app: only these usernames may log in. */
  readonly sandboxAccounts?: readonly string[];
  /** Apps of one developer see the same `union_id` for an account. */
  readonly developer?: string;
  /** The webhook callback URL; left out: nothing is sent. */
  readonly webhookUrl?: string;
}

/** Checks an app as the portal does when it saves it. Throws a TypeError that says what is wrong. */
export function checkClient(
  client: TikTokClient,
  { allowHttpRedirects, noticesAnywhere }: { allowHttpRedirects: boolean; noticesAnywhere: boolean },
): void {
  const { id, secret, redirectUris, platform = 'web' } = client;
  if (typeof id !== 'string' || id === '' || typeof secret !== 'string' || secret === '') {
    throw new TypeError('A TikTok app needs an id (its client key) and a secret');
  }
  if (!Array.isArray(redirectUris) || redirectUris.length === 0 || redirectUris.length > 10) {
    throw new TypeError(`App "${id}" needs 1 to 10 redirect URIs`);
  }
  checkNoticeAddress(id, 'webhookUrl', client.webhookUrl, noticesAnywhere);
  for (const uri of redirectUris) {
    const refuse = (why: string) => new TypeError(`App "${id}": redirect URI "${uri}" ${why}`);
    if (uri.length >= 512) throw refuse('must be shorter than 512 characters');
    if (/[?#]/.test(uri)) throw refuse('must be static: no query, no fragment');
    const url = parseRedirectUri(id, uri.replace(':*', ':1'));
    const loopback = isLoopback(url);
    if (platform === 'desktop') {
      if (!desktopUri.test(uri)) throw refuse('must be http(s) on localhost or 127.0.0.1 with a port, which may be *');
    } else if (uri.includes(':*')) {
      throw refuse('cannot have a * port: only desktop apps can');
    } else if (!(allowHttpRedirects && loopback && /^https?:$/.test(url.protocol))) {
      if (url.protocol !== 'https:') throw refuse('must be https. On this machine there is the option allowHttpRedirects');
      if (loopback) throw refuse('must be on a public host. On this machine there is the option allowHttpRedirects');
    }
  }
}

const desktopUri = /^https?:\/\/(localhost|127\.0\.0\.1):(\d+|\*)(\/|$)/;

/** Whether the app has registered this redirect URI. A `*` port of a desktop app stands for every port. */
export function isRegistered({ redirectUris, platform }: TikTokClient, uri: string): boolean {
  if (redirectUris.includes(uri)) return true;
  return platform === 'desktop' && desktopUri.test(uri) && redirectUris.includes(uri.replace(/:\d+(?=\/|$)/, ':*'));
}
