import type { Grant } from '@connect/sdk/contract';
import type { Permission, Platform } from './platforms/port.ts';
import { plain } from './sentence.ts';
import type { ConnectionRow } from './storage/port.ts';
import type { Texts } from './texts.ts';

/** The permissions of some scopes, in their order; `{org}` and `{product}` still stand in the texts. */
export const permissionsOf = (
  platform: Pick<Platform, 'permissions'>,
  scopes: readonly string[],
  texts: Texts,
): readonly Permission[] =>
  scopes.flatMap((scope) => {
    const permission = platform.permissions[scope];
    return permission === undefined ? [] : { ...permission, ...texts.permissions[scope] };
  });

/** What a platform is asked for through a link: required scopes, then optional ones. */
export const askedOf = (platform: Pick<Platform, 'permissions' | 'scopes'>, texts: Texts): readonly Permission[] =>
  permissionsOf(platform, [...platform.scopes.required, ...platform.scopes.optional], texts);

/** Optional scopes that are asked for, and were left out when it was last connected. */
export const declinedScopes = ({ scopes }: Pick<Platform, 'scopes'>, { scopesMissing }: Pick<ConnectionRow, 'scopesMissing'>): readonly string[] =>
  scopes.optional.filter((scope) => scopesMissing.includes(scope));

/** Required scopes that are not granted any more, or not yet. */
export const neededScopes = ({ scopes }: Pick<Platform, 'scopes'>, { scopesMissing }: Pick<ConnectionRow, 'scopesMissing'>): readonly string[] =>
  scopes.required.filter((scope) => scopesMissing.includes(scope));

/** Permissions with the names filled in, as plain text. */
export const grantsInWords = (
  permissions: readonly Pick<Permission, 'title' | 'detail'>[],
  names: { readonly org: string; readonly product: string },
): Grant[] => permissions.map(({ title, detail }) => ({ title: plain(title, names), detail: plain(detail, names) }));

/** What these permissions do not allow, in words, the most reassuring first. A password is never passed on. */
export const notGrantedBy = (permissions: readonly Pick<Permission, 'kind'>[], texts: Texts): string[] => {
  const { password, messages, post, ads } = texts.link.cannotWords;
  const lacks = (kind: Permission['kind']): boolean => !permissions.some((permission) => permission.kind === kind);
  return [
    password,
    ...(lacks('messages') ? [messages] : []),
    ...(lacks('publish') ? [post] : []),
    ...(lacks('ads') ? [ads] : []),
  ];
};
