import type { Body, Link, links as contract, LinkWithUrl, Query } from '@connect/sdk/contract';
import { limits } from '@connect/sdk/contract';
import { actorOf, recipient, requireSeen, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';
import { createLinkCreation } from './link-creation.ts';
import { linkEvent } from './link-event.ts';
import { checkReturnUrl, createLinkRules, refuseRevoked } from './link-rules.ts';
import { searchTextOf, wordsOf } from './link-search.ts';
import { linkStatus } from './link-status.ts';
import { linkView, type JudgedLink } from './link-view.ts';
import { Problem } from './problem.ts';
import { repairHint } from './repair-hints.ts';
import { openLinkSecret, sealLinkSecret } from './sealed-link.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { ConnectionRow, CountedLink, FlowRow, LinkChange, LinkRow, Writes } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

/** What of a change is not so already: a form sends every field, and an event names those that somebody has changed. */
const differing = (link: LinkRow, change: { readonly [Name in keyof LinkChange]: LinkChange[Name] | undefined }): LinkChange => {
  const same = (name: string, value: unknown): boolean => fingerprint(value) === fingerprint(link[name as keyof LinkRow]);
  return Object.fromEntries(Object.entries(change).filter(([name, value]) => value !== undefined && !same(name, value)));
};

export const createLinks = (context: Context) => {
  const { storage, vault, now, origin } = context;
  const rules = createLinkRules(context);

  const pathOf = ({ id, secretSealed }: LinkRow): string => `/l/${openLinkSecret(vault, id, secretSealed)}`;
  const withUrl = (judged: JudgedLink): LinkWithUrl => ({ ...linkView(judged), url: `${origin}${pathOf(judged.link)}` });

  const judge = async (counted: CountedLink, reads: Pick<Writes, 'workspace'> = storage): Promise<JudgedLink> => {
    const workspace = await reads.workspace(counted.link.workspace);
    if (workspace === undefined) throw new Problem('not_found', `There is no link ${counted.link.id}.`);
    return { ...counted, workspace, status: linkStatus(counted.link, workspace, counted.connectionCount, now()) };
  };

  const require = async (
    caller: Caller,
    id: string,
    reads: Pick<Writes, 'link' | 'workspace'> = storage,
  ): Promise<JudgedLink> => {
    const counted = await reads.link(id);
    requireSeen(caller, counted?.link, `link ${id}`);
    return judge(counted as CountedLink, reads);
  };

  /** Changes a link in its workspace's transaction; `change` sees the link as it is now. */
  const change = async (
    caller: Caller,
    id: string,
    work: (tx: Writes, judged: JudgedLink) => Promise<void>,
  ): Promise<JudgedLink> => {
    const { link } = await require(caller, id);
    const judged = await storage.write(link.workspace, async (tx) => {
      await work(tx, await require(caller, id, tx));
      return require(caller, id, tx);
    });
    if (judged === undefined) throw new Problem('not_found', `There is no link ${id}.`);
    return judged;
  };

  return {
    judge,
    create: createLinkCreation(context, rules, { require, withUrl }),

    /** The link's path for somebody who came through it; `null` where it has got another address since then. */
    pathFor: (link: LinkRow, { linkSecretHash }: Pick<FlowRow, 'linkSecretHash'>): string | null => (link.secretHash === linkSecretHash ? pathOf(link) : null),

    async list(caller: Caller, query: Query<typeof contract.list>): Promise<{ data: Link[]; nextCursor: string | null }> {
      const limit = query.limit ?? limits.pageDefault;
      const workspace = await requireWorkspace(context, caller, query.workspace);
      const at = now();
      const rows = await storage.links({
        workspace: query.workspace,
        ...(query.status && { status: query.status }),
        ...(query.platform && { platform: query.platform }),
        ...(query.slot && { slot: query.slot }),
        ...(query.search && { words: wordsOf(query.search) }),
        ...(query.cursor && { after: decodeCursor(query.cursor) }),
        limit: limit + 1,
        now: at,
      });
      return pageOf(
        rows,
        limit,
        ({ link }) => link,
        (counted) =>
          linkView({ ...counted, workspace, status: linkStatus(counted.link, workspace, counted.connectionCount, at) }),
      );
    },

    async get(caller: Caller, id: string): Promise<Link> {
      return linkView(await require(caller, id));
    },

    async update(caller: Caller, id: string, input: Body<typeof contract.update>): Promise<Link> {
      const judged = await change(caller, id, async (tx, before) => {
        refuseRevoked(before);
        const at = now();
        const { paused, expiresAt, expectedAccounts, ...plain } = input;
        const wasPaused = before.link.pausedAt !== null;
        const changed = differing(before.link, {
          ...plain,
          ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }),
          ...(expectedAccounts && { expectedAccounts: rules.expectedOf(expectedAccounts, before.link.platforms) }),
          ...(paused !== undefined && paused !== wasPaused && { pausedAt: paused ? at : null }),
        });
        // What stays as it was need not be possible any longer, such as an end that has passed.
        if ('returnUrl' in changed) checkReturnUrl(before.workspace, changed.returnUrl);
        if ('expiresAt' in changed) rules.checkExpiry(input.expiresAt);
        const names = Object.keys(changed);
        if (names.length === 0) return;
        const searchText = searchTextOf({ ...before.link, ...changed });
        await tx.updateLink(id, { ...changed, searchText, updatedAt: at });
        const actor = actorOf(caller);
        if ('pausedAt' in changed) await tx.append(linkEvent(paused ? 'link.paused' : 'link.resumed', id, actor, at));
        const others = names.filter((name) => name !== 'pausedAt');
        if (others.length > 0) await tx.append(linkEvent('link.updated', id, actor, at, { fields: others.join(',') }));
      });
      return linkView(judged);
    },

    async reveal(caller: Caller, id: string, connection?: string): Promise<LinkWithUrl> {
      let repaired: ConnectionRow | undefined;
      const revealed = withUrl(
        await change(caller, id, async (tx, before) => {
          refuseRevoked(before);
          if (connection !== undefined) repaired = await rules.requireRepairable(caller, tx, before, connection);
          await tx.append(linkEvent('link.revealed', id, actorOf(caller), now()));
        }),
      );
      return repaired === undefined ? revealed : { ...revealed, url: `${revealed.url}?repair=${repairHint(vault, id, repaired)}` };
    },

    /** As `pathFor`, for somebody who is to repair this connection. */
    repairPathFor: (link: LinkRow, { linkSecretHash }: Pick<FlowRow, 'linkSecretHash'>, connection: ConnectionRow): string | null =>
      link.secretHash === linkSecretHash ? `${pathOf(link)}?repair=${repairHint(vault, link.id, connection)}` : null,

    async rotate(caller: Caller, id: string): Promise<LinkWithUrl> {
      return withUrl(
        await change(caller, id, async (tx, before) => {
          refuseRevoked(before);
          const at = now();
          const secret = newSecret('cl');
          await tx.updateLink(id, {
            secretHash: hashSecret(secret),
            secretSealed: sealLinkSecret(vault, id, secret),
            secretAt: at,
            updatedAt: at,
          });
          await tx.append(linkEvent('link.rotated', id, actorOf(caller), at));
        }),
      );
    },

    async revoke(caller: Caller, id: string): Promise<void> {
      await change(caller, id, async (tx, before) => {
        if (before.status === 'revoked') return;
        const at = now();
        await tx.updateLink(id, { revokedAt: at, updatedAt: at });
        await tx.append(linkEvent('link.revoked', id, actorOf(caller), at));
      });
    },

    /** The link that a secret opens, whatever its status; `undefined` for unknown and malformed alike. */
    async bySecret(secret: string): Promise<JudgedLink | undefined> {
      const counted = await storage.linkBySecret(hashSecret(secret));
      return counted === undefined ? undefined : judge(counted);
    },

    /** Records that a person has opened the link's page. */
    async opened({ link }: JudgedLink): Promise<void> {
      await storage.write(link.workspace, async (tx) => {
        const at = now();
        await tx.updateLink(link.id, { lastOpenedAt: at });
        await tx.append(linkEvent('link.opened', link.id, recipient, at));
      });
    },
  };
};

export type Links = ReturnType<typeof createLinks>;
