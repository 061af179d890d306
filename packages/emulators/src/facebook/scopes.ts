import type { Permission } from '../pages/consent.ts';

/** What a permission reaches: Pages, Instagram accounts or businesses, one by one. */
export type AssetKind = 'pages' | 'instagram' | 'businesses';

interface FacebookScope extends Pick<Permission, 'title' | 'detail'> {
  readonly reaches?: AssetKind;
}

/** What every app has without asking. */
export const profileScope = 'public_profile';

const scopes: Readonly<Record<string, FacebookScope>> = {
  [profileScope]: { title: 'See your name', detail: 'Name and profile picture' },
  email: { title: 'See your e-mail address', detail: 'The primary one' },
  pages_show_list: { title: 'See your Pages', detail: 'A list of the Pages that you manage', reaches: 'pages' },
  pages_read_engagement: { title: 'Read what your Pages post', detail: 'Posts, followers, data about Pages', reaches: 'pages' },
  business_management: { title: 'Manage your business', detail: 'Which Pages a business has', reaches: 'businesses' },
  instagram_basic: { title: 'See Instagram profiles and media', detail: 'Of the accounts behind your Pages', reaches: 'instagram' },
  instagram_content_publish: { title: 'Publish to Instagram', detail: 'Photos and videos', reaches: 'instagram' },
  instagram_manage_comments: { title: 'Manage Instagram comments', detail: 'Read, answer, hide, delete', reaches: 'instagram' },
  instagram_manage_insights: { title: 'See Instagram insights', detail: 'Statistics of accounts and posts', reaches: 'instagram' },
  instagram_manage_messages: { title: 'Manage Instagram messages', detail: 'Read and send', reaches: 'instagram' },
};

export function isScope(name: string): boolean {
  return Object.hasOwn(scopes, name);
}

/** What a permission reaches, if it reaches anything one by one. */
export function reachOf(scope: string): AssetKind | undefined {
  return scopes[scope]?.reaches;
}

/** How the consent page words these permissions. */
export function permissionsOf(names: readonly string[], toggles: boolean): Permission[] {
  return names.flatMap((scope) => {
    const known = scopes[scope];
    if (!known) return [];
    const { title, detail } = known;
    return [{ scope, title, detail, optional: toggles && scope !== profileScope }];
  });
}
