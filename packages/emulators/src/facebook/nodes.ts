import type { Account } from '../account.ts';
import { graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import { pick, type Node } from './fields.ts';
import { reaches } from './grants.ts';
import type { FacebookSettings } from './settings.ts';
import type { FacebookTokens } from './tokens.ts';
import { scopedId, type Viewer } from './viewer.ts';
import type { BusinessSeed, Directory, PageSeed } from './world.ts';

interface NodeParts {
  readonly directory: Directory;
  readonly tokens: FacebookTokens;
  readonly settings: Readonly<FacebookSettings>;
  /** The full address of an account's picture. */
  picture(account: Account): string | null;
}

const words = inventions.facebookGraph.value;

/** The fields that a node tells if a call names none. */
export const usualFields = words.usualFields;

export function userNode({ token }: Viewer): Node {
  return { id: () => scopedId(token.clientId, token.account), name: () => token.account.name };
}

export function businessNode({ id, name }: BusinessSeed): Node {
  return { id: () => id, name: () => name };
}

/** A Page, as the viewer sees it. */
export function pageNode(page: PageSeed, viewer: Viewer, parts: NodeParts): Node {
  const { token, grant } = viewer;
  const { directory, tokens, settings } = parts;
  const ticked = reaches(grant, 'pages', page.id) && directory.pagesOf(token.account).includes(page);
  return {
    id: () => page.id,
    name: () => page.name,
    category: () => page.category,
    // A business names Pages that were not ticked, too: nothing can be done with those.
    access_token: () => (!ticked ? undefined : token.kind === 'page' ? token.text : tokens.forPage(token, page.id).text),
    tasks: () => (ticked ? words.tasks : undefined),
    instagram_business_account(fields) {
      if (!grant.granted.includes('instagram_basic')) return graphError(words.permission('instagram_basic'));
      const account = directory.instagramOf(page);
      if (!account) return undefined;
      if (ticked && settings.untickedInstagram === 'hidden' && !reaches(grant, 'instagram', account.id)) return undefined;
      return pick(instagramNode(account, parts), fields, usualFields.instagram);
    },
  };
}

/** A professional Instagram account. Facebook calls it by the id that Instagram calls `user_id`. */
export function instagramNode(account: Account, { picture }: Pick<NodeParts, 'picture'>): Node {
  return {
    id: () => account.id,
    username: () => account.username,
    name: () => account.name,
    account_type: () => (account.kind === 'business' ? 'Business' : 'Media_Creator'),
    profile_picture_url: () => picture(account) ?? undefined,
    has_profile_pic: () => account.picture !== null,
    followers_count: () => account.followers,
    follows_count: () => account.following,
    media_count: () => account.posts,
    biography: () => account.biography,
    website: () => account.website,
  };
}
