import type { Permission } from '../pages/consent.ts';

export const basicScope = 'instagram_business_basic';

/** The scopes since September 2024; the older ones without `instagram_` no longer work. */
const scopes: Readonly<Record<string, Omit<Permission, 'scope' | 'optional'>>> = {
  [basicScope]: { title: 'See your profile and media', detail: 'Name, picture, number of followers, and what you have posted' },
  instagram_business_content_publish: { title: 'Publish posts', detail: 'Create photos and videos on your account' },
  instagram_business_manage_comments: { title: 'Manage comments', detail: 'Read, answer, hide and delete comments' },
  instagram_business_manage_messages: { title: 'Manage messages', detail: 'Read and send direct messages' },
  instagram_business_manage_insights: { title: 'See insights', detail: 'Statistics about your account and your posts' },
};

export function isScope(name: string): boolean {
  return Object.hasOwn(scopes, name);
}

/** How the consent page words these scopes. */
export function permissionsOf(names: readonly string[], toggles: boolean): Permission[] {
  return names.flatMap((scope) => {
    const wording = scopes[scope];
    return wording ? [{ scope, ...wording, optional: toggles && scope !== basicScope }] : [];
  });
}
