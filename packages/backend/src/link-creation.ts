import type { Body, links as contract, LinkWithUrl } from '@connect/sdk/contract';
import { actorOf, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import { fingerprint } from './fingerprint.ts';
import { linkEvent } from './link-event.ts';
import { checkReturnUrl, sharerOf, type LinkRules } from './link-rules.ts';
import { searchTextOf } from './link-search.ts';
import type { JudgedLink } from './link-view.ts';
import { Problem } from './problem.ts';
import { sealLinkSecret } from './sealed-link.ts';
import { hashSecret, newId, newSecret } from './secrets.ts';
import type { LinkRow, Writes } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

/** What of the links their creation needs. */
interface LinkReads {
  readonly require: (caller: Caller, id: string, tx: Writes) => Promise<JudgedLink>;
  readonly withUrl: (judged: JudgedLink) => LinkWithUrl;
}

/** Makes a link; with an `Idempotency-Key`, once: the same call again is answered with the link that the first one made. */
export const createLinkCreation =
  (context: Context, rules: LinkRules, { require, withUrl }: LinkReads) =>
  async (caller: Caller, input: Body<typeof contract.create>): Promise<LinkWithUrl> => {
    const { storage, vault, now } = context;
    const requestHash = fingerprint(input);
    await requireWorkspace(context, caller, input.workspace);
    const sharer = sharerOf(caller, input);
    const judged = await storage.write(input.workspace, async (tx) => {
      const { principal, idempotencyKey: key } = caller;
      const repeated = key === undefined ? undefined : await tx.idempotency(principal, input.workspace, 'links.create', key);
      if (repeated !== undefined) {
        if (repeated.requestHash !== requestHash) {
          throw new Problem(
            'idempotency_conflict',
            'This Idempotency-Key was used with another body. Use a new key for a new link.',
          );
        }
        const existing = await require(caller, repeated.resource, tx);
        // The address that the first answer told, if it was rotated since, leads nowhere; this one is told anew.
        if (existing.link.secretAt > existing.link.createdAt) {
          await tx.append(linkEvent('link.revealed', existing.link.id, actorOf(caller), now()));
        }
        return existing;
      }
      const workspace = await tx.workspace(input.workspace);
      if (workspace === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
      rules.checkPlatforms(input.platforms);
      const expectedAccounts = rules.expectedOf(input.expectedAccounts, input.platforms);
      checkReturnUrl(workspace, input.returnUrl);
      rules.checkExpiry(input.expiresAt);
      const requiresSubscription = input.requiresSubscription ?? true;
      if (!requiresSubscription && caller.session !== undefined) {
        throw new Problem('forbidden', 'A link that works without the subscription takes an API key.');
      }
      const taken = input.slot === undefined ? undefined : await tx.linkBySlot(workspace.id, input.slot);
      if (taken !== undefined) {
        throw new Problem('conflict', `The slot ${input.slot} belongs to the link ${taken.link.id}. Use that one, or revoke it first.`);
      }
      if (requiresSubscription && workspace.subscriptionStatus !== 'active') {
        throw new Problem(
          'subscription_required',
          `The subscription of the workspace ${workspace.id} is not active. Its links work again, and new ones can be made, once it is.`,
        );
      }
      const at = now();
      const id = newId('lnk');
      const secret = newSecret('cl');
      const texts = {
        sharedByName: sharer.name,
        sharedByEmail: sharer.email,
        description: input.description ?? null,
        clientName: input.clientName ?? null,
      };
      const row: LinkRow = {
        ...texts,
        id,
        workspace: workspace.id,
        secretHash: hashSecret(secret),
        secretSealed: sealLinkSecret(vault, id, secret),
        secretAt: at,
        platforms: input.platforms,
        returnUrl: input.returnUrl ?? null,
        expiresAt: input.expiresAt ? Date.parse(input.expiresAt) : null,
        maxConnections: input.maxConnections ?? null,
        expectedAccounts,
        requiresApproval: input.requiresApproval ?? false,
        requiresSubscription,
        slot: input.slot ?? null,
        searchText: searchTextOf(texts),
        locale: input.locale ?? null,
        metadata: input.metadata ?? {},
        pausedAt: null,
        revokedAt: null,
        lastOpenedAt: null,
        lastUsedAt: null,
        createdAt: at,
        updatedAt: at,
      };
      await tx.insertLink(row);
      if (key !== undefined) {
        await tx.insertIdempotency({
          principal,
          workspace: workspace.id,
          operation: 'links.create',
          key,
          requestHash,
          resource: id,
          createdAt: at,
        });
      }
      await tx.append(linkEvent('link.created', id, actorOf(caller), at, { platforms: row.platforms.join(',') }));
      return require(caller, id, tx);
    });
    if (judged === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
    return withUrl(judged);
  };
