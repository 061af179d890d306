import type { Body, Link, links as contract, LinkWithUrl, Query } from '@connect/sdk/contract';
import { allowedReturnUrl, limits } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';
import { linkStatus } from './link-status.ts';
import { linkView, type JudgedLink } from './link-view.ts';
import { invalidField, Problem } from './problem.ts';
import { hashSecret, newId, newSecret } from './secrets.ts';
import type { CountedLink, LinkChange, LinkRow, NewEvent, WorkspaceRow, Writes } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

/** Who calls, as far as repeated requests are concerned: the name of an API key. */
export interface Caller {
  readonly principal: string;
  readonly idempotencyKey: string | undefined;
}

const event = (type: NewEvent['type'], link: string, at: number, data: NewEvent['data'] = {}): NewEvent => ({
  type,
  link,
  connection: null,
  fid: null,
  data,
  createdAt: at,
});

export const createLinks = (context: Context) => {
  const { storage, vault, platforms, now, origin } = context;

  const sealContext = (id: string) => `link:${id}`;
  const pathOf = ({ id, secretSealed }: LinkRow): string => `/l/${vault.open(secretSealed, sealContext(id))}`;
  const withUrl = (judged: JudgedLink): LinkWithUrl => ({ ...linkView(judged), url: `${origin}${pathOf(judged.link)}` });

  const judge = async (counted: CountedLink, reads: Pick<Writes, 'workspace'> = storage): Promise<JudgedLink> => {
    const workspace = await reads.workspace(counted.link.workspace);
    if (workspace === undefined) throw new Problem('not_found', `There is no link ${counted.link.id}.`);
    return { ...counted, workspace, status: linkStatus(counted.link, workspace, counted.connectionCount, now()) };
  };

  const require = async (id: string, reads: Pick<Writes, 'link' | 'workspace'> = storage): Promise<JudgedLink> => {
    const counted = await reads.link(id);
    if (counted === undefined) throw new Problem('not_found', `There is no link ${id}.`);
    return judge(counted, reads);
  };

  /** Changes a link in its workspace's transaction; `change` sees the link as it is now. */
  const change = async (id: string, work: (tx: Writes, judged: JudgedLink) => Promise<void>): Promise<JudgedLink> => {
    const { link } = await require(id);
    const judged = await storage.write(link.workspace, async (tx) => {
      await work(tx, await require(id, tx));
      return require(id, tx);
    });
    if (judged === undefined) throw new Problem('not_found', `There is no link ${id}.`);
    return judged;
  };

  const refuseRevoked = ({ link, status }: JudgedLink): void => {
    if (status === 'revoked') {
      throw new Problem('conflict', `The link ${link.id} is revoked; make a new one with POST /v1/links.`);
    }
  };

  const checkReturnUrl = (workspace: WorkspaceRow, url: string | null | undefined): void => {
    if (url && !allowedReturnUrl(workspace.returnUrls, url)) {
      throw invalidField('returnUrl', `Must match one of the returnUrls of the workspace ${workspace.id}.`);
    }
  };

  const checkExpiry = (expiresAt: string | null | undefined): void => {
    if (expiresAt && Date.parse(expiresAt) <= now()) throw invalidField('expiresAt', 'Must be in the future.');
  };

  return {
    judge,

    /** The link's path for somebody who came through it at `since`; `null` where it has got another address since then. */
    pathSince: (link: LinkRow, since: number): string | null => (link.secretAt > since ? null : pathOf(link)),

    async create(caller: Caller, input: Body<typeof contract.create>): Promise<LinkWithUrl> {
      const requestHash = fingerprint(input);
      await requireWorkspace(context, input.workspace);
      const judged = await storage.write(input.workspace, async (tx) => {
        const { principal, idempotencyKey: key } = caller;
        const repeated = key === undefined ? undefined : await tx.idempotency(principal, input.workspace, 'links.create', key);
        if (repeated !== undefined) {
          if (repeated.requestHash === requestHash) return require(repeated.resource, tx);
          throw new Problem(
            'idempotency_conflict',
            'This Idempotency-Key was used with another body. Use a new key for a new link.',
          );
        }
        const workspace = await tx.workspace(input.workspace);
        if (workspace === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
        const unknown = input.platforms.findIndex((id) => !platforms.has(id));
        if (unknown !== -1) {
          throw invalidField(
            `platforms[${unknown}]`,
            `Must be one of the platforms set up here: ${[...platforms.keys()].join(', ')}.`,
          );
        }
        checkReturnUrl(workspace, input.returnUrl);
        checkExpiry(input.expiresAt);
        const requiresSubscription = input.requiresSubscription ?? true;
        if (requiresSubscription && workspace.subscriptionStatus !== 'active') {
          throw new Problem(
            'subscription_required',
            `The subscription of the workspace ${workspace.id} is not active. Its links work again, and new ones can be made, once it is.`,
          );
        }
        const at = now();
        const id = newId('lnk');
        const secret = newSecret('cl');
        const row: LinkRow = {
          id,
          workspace: workspace.id,
          secretHash: hashSecret(secret),
          secretSealed: vault.seal(secret, sealContext(id)),
          secretAt: at,
          platforms: input.platforms,
          sharedByName: input.sharedBy.name,
          sharedByEmail: input.sharedBy.email,
          description: input.description ?? null,
          clientName: input.clientName ?? null,
          returnUrl: input.returnUrl ?? null,
          expiresAt: input.expiresAt ? Date.parse(input.expiresAt) : null,
          maxConnections: input.maxConnections ?? null,
          requiresSubscription,
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
        await tx.append(event('link.created', id, at, { platforms: row.platforms.join(',') }));
        return require(id, tx);
      });
      if (judged === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
      return withUrl(judged);
    },

    async list(query: Query<typeof contract.list>): Promise<{ data: Link[]; nextCursor: string | null }> {
      const limit = query.limit ?? limits.pageDefault;
      const workspace = await storage.workspace(query.workspace);
      if (workspace === undefined) return { data: [], nextCursor: null };
      const at = now();
      const rows = await storage.links({
        workspace: query.workspace,
        ...(query.status && { status: query.status }),
        ...(query.platform && { platform: query.platform }),
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

    async get(id: string): Promise<Link> {
      return linkView(await require(id));
    },

    async update(id: string, input: Body<typeof contract.update>): Promise<Link> {
      const judged = await change(id, async (tx, before) => {
        refuseRevoked(before);
        checkReturnUrl(before.workspace, input.returnUrl);
        checkExpiry(input.expiresAt);
        const at = now();
        const { paused, expiresAt, ...plain } = input;
        const wasPaused = before.link.pausedAt !== null;
        const given = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined)) as LinkChange;
        const changed: LinkChange = {
          ...given,
          ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }),
          ...(paused !== undefined && paused !== wasPaused && { pausedAt: paused ? at : null }),
        };
        const names = Object.keys(changed);
        if (names.length === 0) return;
        await tx.updateLink(id, { ...changed, updatedAt: at });
        if ('pausedAt' in changed) await tx.append(event(paused ? 'link.paused' : 'link.resumed', id, at));
        const others = names.filter((name) => name !== 'pausedAt');
        if (others.length > 0) await tx.append(event('link.updated', id, at, { fields: others.join(',') }));
      });
      return linkView(judged);
    },

    async reveal(id: string): Promise<LinkWithUrl> {
      return withUrl(
        await change(id, async (tx, before) => {
          refuseRevoked(before);
          await tx.append(event('link.revealed', id, now()));
        }),
      );
    },

    async rotate(id: string): Promise<LinkWithUrl> {
      return withUrl(
        await change(id, async (tx, before) => {
          refuseRevoked(before);
          const at = now();
          const secret = newSecret('cl');
          await tx.updateLink(id, {
            secretHash: hashSecret(secret),
            secretSealed: vault.seal(secret, sealContext(id)),
            secretAt: at,
            updatedAt: at,
          });
          await tx.append(event('link.rotated', id, at));
        }),
      );
    },

    async revoke(id: string): Promise<void> {
      await change(id, async (tx, before) => {
        if (before.status === 'revoked') return;
        const at = now();
        await tx.updateLink(id, { revokedAt: at, updatedAt: at });
        await tx.append(event('link.revoked', id, at));
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
        await tx.append(event('link.opened', link.id, at));
      });
    },
  };
};

export type Links = ReturnType<typeof createLinks>;
