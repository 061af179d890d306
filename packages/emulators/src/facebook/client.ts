import { isLoopback } from '../loopback.ts';
import { checkMetaAddresses, type MetaNoticeAddresses } from '../meta-notices.ts';
import { parseRedirectUri } from '../redirect-address.ts';
import { isScope } from './scopes.ts';

/** An app as Meta's dashboard knows it. */
export interface FacebookClient extends MetaNoticeAddresses {
  /** The Meta App ID (not the Instagram App ID of the same app). */
  readonly id: string;
  readonly secret: string;
  /** The app's name, as the consent page shows it. */
  readonly name?: string;
  /** Compared exactly, query included (strict mode). */
  readonly redirectUris: readonly string[];
  /** Whether the app is still in development mode: http is then accepted for localhost. */
  readonly development?: boolean;
  /** Saved configurations of Facebook Login for Business, for `config_id`. */
  readonly configurations?: readonly FacebookConfiguration[];
}

/** What a login by `config_id` asks for, all or nothing. */
export interface FacebookConfiguration {
  readonly id: string;
  /** Permissions besides `email` and `public_profile`, which come by themselves: at least one. */
  readonly permissions: readonly string[];
  /** `user` unless told. A system user's token is not tied to a person and does not expire. */
  readonly token?: 'user' | 'system-user';
}

/** Checks an app as the dashboard does when it saves it. Throws a TypeError that says what is wrong. */
export function checkClient(
  client: FacebookClient,
  { allowHttpRedirects, noticesAnywhere }: { allowHttpRedirects: boolean; noticesAnywhere: boolean },
): void {
  const { id, secret, redirectUris, development, configurations = [] } = client;
  if (typeof id !== 'string' || id === '' || typeof secret !== 'string' || secret === '') {
    throw new TypeError('A Meta app needs an id and a secret');
  }
  if (!Array.isArray(redirectUris) || redirectUris.length === 0) throw new TypeError(`App "${id}" needs at least one redirect URI`);
  for (const uri of redirectUris as readonly string[]) {
    const url = parseRedirectUri(id, uri);
    const plain = (allowHttpRedirects && isLoopback(url)) || (development === true && url.hostname === 'localhost');
    if (url.protocol !== 'https:' && !(plain && url.protocol === 'http:')) {
      throw new TypeError(
        `App "${id}": redirect URI "${uri}" must be https. For http on this machine there is the option allowHttpRedirects`,
      );
    }
    if (uri.includes('#')) throw new TypeError(`App "${id}": redirect URI "${uri}" must not have a fragment`);
  }
  for (const { id: configuration, permissions } of configurations) {
    const more = permissions.filter((name) => name !== 'email' && name !== 'public_profile');
    const unknown = more.filter((name) => !isScope(name));
    if (more.length === 0) {
      throw new TypeError(`App "${id}": configuration "${configuration}" needs a permission besides email and public_profile`);
    }
    if (unknown.length > 0) {
      throw new TypeError(`App "${id}": configuration "${configuration}" has unknown permissions: ${unknown.join(', ')}`);
    }
  }
  checkMetaAddresses(client, noticesAnywhere);
}
