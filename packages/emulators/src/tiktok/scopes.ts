import { inventions } from '../inventions.ts';
import type { Permission } from '../pages/consent.ts';

interface TikTokScope {
  readonly title: string;
  readonly detail: string;
  /** The user-info fields that it opens. */
  readonly fields: readonly string[];
}

const scopes: Readonly<Record<string, TikTokScope>> = {
  'user.info.basic': {
    title: 'Read your name and picture',
    detail: 'Display name and profile picture',
    fields: ['open_id', 'union_id', 'avatar_url', 'avatar_url_100', 'avatar_large_url', 'display_name'],
  },
  'user.info.profile': {
    title: 'Read your profile',
    detail: 'Username, bio, link and verification',
    fields: ['username', 'bio_description', 'profile_deep_link', 'profile_web_link', 'is_verified'],
  },
  'user.info.stats': {
    title: 'Read your statistics',
    detail: 'Followers, likes and number of videos',
    fields: ['follower_count', 'following_count', 'likes_count', 'video_count'],
  },
  'video.list': { title: 'Read your public videos', detail: 'The list of what you have posted', fields: [] },
  'video.upload': { title: 'Upload drafts', detail: 'Put videos into your inbox, for you to post', fields: [] },
  'video.publish': { title: 'Post videos', detail: 'Publish to your account', fields: [] },
};

export function isScope(name: string): boolean {
  return Object.hasOwn(scopes, name);
}

/** The scope that opens a user-info field. */
export function scopeOfField(field: string): string | undefined {
  return Object.keys(scopes).find((name) => scopes[name]?.fields.includes(field));
}

/** How the consent page words these scopes. */
export function permissionsOf(names: readonly string[]): Permission[] {
  return names.flatMap((scope) => {
    const known = scopes[scope];
    if (!known) return [];
    const { title, detail } = known;
    return [{ scope, title, detail, optional: scope !== inventions.tiktokBasicScope.value }];
  });
}
