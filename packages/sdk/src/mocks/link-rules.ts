import type { Link } from '../contract/link.ts';
import type { LinkInput } from '../contract/links.ts';
import { allowedReturnUrl } from '../contract/registered.ts';
import type { Workspace } from '../contract/workspace.ts';
import type { Asker } from './access.ts';
import { Refused, refusedField } from './refused.ts';
import type { KeptLink, World } from './world.ts';

/** A moment in the one form that answers have, whatever precision the caller wrote. */
export const momentOf = (text: string | null | undefined): string | null | undefined =>
  text ? new Date(text).toISOString() : text;

/** The expected accounts as answers tell them, for a link of these platforms. */
export const expectedOf = (input: LinkInput['expectedAccounts'], platforms: readonly string[]): Link['expectedAccounts'] =>
  (input ?? []).map(({ platform, handle, onMismatch = 'refuse' }, index) => {
    if (!platforms.includes(platform)) {
      throw refusedField(`expectedAccounts[${index}].platform`, "Must be one of the link's platforms.");
    }
    return { platform, handle: `@${handle.replace(/^@/, '')}`, onMismatch };
  });

/** Whether a link's description, client or sharer has all of these words. */
export const hasWords = ({ description, clientName, sharedBy }: Link, search: string | undefined): boolean => {
  const text = [clientName ?? '', description ?? '', sharedBy.name, sharedBy.email].join(' ').toLowerCase();
  const words = (search ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => text.includes(word));
};

/** What links are refused for. */
export const linkRules = (world: World) => ({
  notRevoked(kept: KeptLink): KeptLink {
    if (kept.link.revokedAt === null) return kept;
    throw new Refused('conflict', `The link ${kept.link.id} is revoked, which is for good. Create a new one.`);
  },

  checkPlatforms(ids: readonly string[]): void {
    const offered = world.offers.platforms.map(({ id }) => id);
    const unknown = ids.findIndex((id) => !offered.includes(id));
    if (unknown !== -1) throw refusedField(`platforms[${unknown}]`, `Must be one of ${offered.join(', ')}.`);
  },

  checkReturnUrl(workspace: Workspace | undefined, returnUrl: string | null | undefined): void {
    if (returnUrl === null || returnUrl === undefined) return;
    if (!allowedReturnUrl(workspace?.returnUrls ?? [], returnUrl)) {
      throw refusedField('returnUrl', "Must match one of the workspace's returnUrls.");
    }
  },

  checkExpiry(expiresAt: string | null | undefined): void {
    if (expiresAt && new Date(expiresAt) <= new Date(world.now())) throw refusedField('expiresAt', 'Must be in the future.');
  },

  checkSlot(workspace: string, slot: string | undefined): void {
    const taken = [...world.links.values()].find(
      ({ link }) => slot !== undefined && link.workspace === workspace && link.slot === slot && link.revokedAt === null,
    );
    if (!taken) return;
    throw new Refused('conflict', `The slot ${slot} belongs to the link ${taken.link.id}. Use that one, or revoke it.`);
  },

  checkSubscription(asker: Asker, workspace: Workspace, requiresSubscription: boolean): void {
    if (!requiresSubscription && asker) {
      throw new Refused('forbidden', 'A link that works without the subscription takes an API key.');
    }
    if (requiresSubscription && workspace.subscription.status !== 'active') {
      throw new Refused('subscription_required', `The workspace ${workspace.id} has no active subscription.`);
    }
  },
});
