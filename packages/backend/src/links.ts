import type { Body, Link, links as contract, LinkWithUrl, Query } from '@connect/sdk/contract';
import { allowedReturnUrl, limits } from '@connect/sdk/contract';
import { actorOf, recipient, requireSeen, type Caller } from './caller.ts';
import type { Context } from './context.ts';
import { decodeCursor, pageOf } from './cursor.ts';
import { fingerprint } from './fingerprint.ts';
import { linkStatus } from './link-status.ts';
import { linkView, type JudgedLink } from './link-view.ts';
import { accountPlatform } from './platform-names.ts';
import { invalidField, Problem } from './problem.ts';
import { repairHint } from './repair-hints.ts';
import { openLinkSecret, sealLinkSecret } from './sealed-link.ts';
import { hashSecret, newId, newSecret } from './secrets.ts';
import type { Actor, CountedLink, ExpectedAccount, FlowRow, LinkChange, LinkRow, NewEvent, WorkspaceRow, Writes } from './storage/port.ts';
import { requireWorkspace } from './workspaces.ts';

const event = (type: NewEvent['type'], link: string, actor: Actor, at: number, data: NewEvent['data'] = {}): NewEvent => ({
  type,
  link,
  connection: null,
  fid: null,
  actor,
  data,
  createdAt: at,
});

/** Text as it is searched: a letter is the same however it was typed, big or small, in one piece or with its accent after it. */
const searchable = (text: string): string => text.normalize('NFKC').toLowerCase();

/** What is searched for, each word once. Control characters are in no text, and PostgreSQL takes no NUL. */
const wordsOf = (search: string): readonly string[] => [...new Set(searchable(search).split(/[\s\p{Cc}]+/u).filter(Boolean))];

/** What a list is searched by. */
const searchTextOf = (link: Pick<LinkRow, 'clientName' | 'description' | 'sharedByName' | 'sharedByEmail'>): string =>
  searchable([link.clientName ?? '', link.description ?? '', link.sharedByName, link.sharedByEmail].join(' '));

/** What of a change is not so already: a form sends every field, and an event names those that somebody has changed. */
const differing = (link: LinkRow, change: { readonly [Name in keyof LinkChange]: LinkChange[Name] | undefined }): LinkChange => {
  const same = (name: string, value: unknown): boolean => fingerprint(value) === fingerprint(link[name as keyof LinkRow]);
  return Object.fromEntries(Object.entries(change).filter(([name, value]) => value !== undefined && !same(name, value)));
};

export const createLinks = (context: Context) => {
  const { storage, vault, platforms, now, origin } = context;

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

  /** The connection can be repaired through this link: it is its workspace's, and the link is for its platform. */
  const requireRepairable = async (caller: Caller, tx: Writes, { link }: JudgedLink, id: string): Promise<void> => {
    const row = requireSeen(caller, await tx.connection(id), `connection ${id}`);
    const leads = link.platforms.some((each) => {
      const platform = platforms.get(each);
      return platform !== undefined && accountPlatform(platform) === row.platform;
    });
    if (row.workspace === link.workspace && leads) return;
    throw new Problem('conflict', `The link ${link.id} does not lead to ${row.platform}. Use one that does, such as ${row.link}.`);
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

  const checkPlatforms = (ids: readonly string[]): void => {
    const unknown = ids.findIndex((id) => !platforms.has(id));
    if (unknown === -1) return;
    const known = [...platforms.keys()].join(', ');
    throw invalidField(`platforms[${unknown}]`, `Must be one of the platforms set up here: ${known}.`);
  };

  /** The expected accounts as they are kept, for a link of these platforms. */
  const expectedOf = (input: Body<typeof contract.create>['expectedAccounts'], ids: readonly string[]): ExpectedAccount[] =>
    (input ?? []).map(({ platform, handle, onMismatch = 'refuse' }, index) => {
      if (!ids.includes(platform)) throw invalidField(`expectedAccounts[${index}].platform`, 'Must be one of the link’s platforms.');
      if (platforms.get(platform)?.tellsHandle === false) {
        const message = 'This backend’s scopes let the platform tell no account names, so none can be expected; see docs/platforms.';
        throw invalidField(`expectedAccounts[${index}].platform`, message);
      }
      return { platform, handle: `@${handle.replace(/^@/, '')}`, onMismatch };
    });

  const sharerOf = ({ session }: Caller, input: Body<typeof contract.create>): { name: string; email: string } => {
    if (session !== undefined) return session;
    if (input.sharedBy === undefined) throw invalidField('sharedBy', 'Name the person who shares the link: {name, email}.');
    return input.sharedBy;
  };

  const checkExpiry = (expiresAt: string | null | undefined): void => {
    if (expiresAt && Date.parse(expiresAt) <= now()) throw invalidField('expiresAt', 'Must be in the future.');
  };

  return {
    judge,

    /** The link's path for somebody who came through it; `null` where it has got another address since then. */
    pathFor: (link: LinkRow, { linkSecretHash }: Pick<FlowRow, 'linkSecretHash'>): string | null => (link.secretHash === linkSecretHash ? pathOf(link) : null),

    async create(caller: Caller, input: Body<typeof contract.create>): Promise<LinkWithUrl> {
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
            await tx.append(event('link.revealed', existing.link.id, actorOf(caller), now()));
          }
          return existing;
        }
        const workspace = await tx.workspace(input.workspace);
        if (workspace === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
        checkPlatforms(input.platforms);
        const expectedAccounts = expectedOf(input.expectedAccounts, input.platforms);
        checkReturnUrl(workspace, input.returnUrl);
        checkExpiry(input.expiresAt);
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
        await tx.append(event('link.created', id, actorOf(caller), at, { platforms: row.platforms.join(',') }));
        return require(caller, id, tx);
      });
      if (judged === undefined) throw new Problem('not_found', `There is no workspace ${input.workspace}.`);
      return withUrl(judged);
    },

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
          ...(expectedAccounts && { expectedAccounts: expectedOf(expectedAccounts, before.link.platforms) }),
          ...(paused !== undefined && paused !== wasPaused && { pausedAt: paused ? at : null }),
        });
        // What stays as it was need not be possible any longer, such as an end that has passed.
        if ('returnUrl' in changed) checkReturnUrl(before.workspace, changed.returnUrl);
        if ('expiresAt' in changed) checkExpiry(input.expiresAt);
        const names = Object.keys(changed);
        if (names.length === 0) return;
        const searchText = searchTextOf({ ...before.link, ...changed });
        await tx.updateLink(id, { ...changed, searchText, updatedAt: at });
        const actor = actorOf(caller);
        if ('pausedAt' in changed) await tx.append(event(paused ? 'link.paused' : 'link.resumed', id, actor, at));
        const others = names.filter((name) => name !== 'pausedAt');
        if (others.length > 0) await tx.append(event('link.updated', id, actor, at, { fields: others.join(',') }));
      });
      return linkView(judged);
    },

    async reveal(caller: Caller, id: string, connection?: string): Promise<LinkWithUrl> {
      const revealed = withUrl(
        await change(caller, id, async (tx, before) => {
          refuseRevoked(before);
          if (connection !== undefined) await requireRepairable(caller, tx, before, connection);
          await tx.append(event('link.revealed', id, actorOf(caller), now()));
        }),
      );
      return connection === undefined ? revealed : { ...revealed, url: `${revealed.url}?repair=${repairHint(vault, id, connection)}` };
    },

    /** As `pathFor`, for somebody who is to repair this connection. */
    repairPathFor: (link: LinkRow, { linkSecretHash }: Pick<FlowRow, 'linkSecretHash'>, connection: string): string | null =>
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
          await tx.append(event('link.rotated', id, actorOf(caller), at));
        }),
      );
    },

    async revoke(caller: Caller, id: string): Promise<void> {
      await change(caller, id, async (tx, before) => {
        if (before.status === 'revoked') return;
        const at = now();
        await tx.updateLink(id, { revokedAt: at, updatedAt: at });
        await tx.append(event('link.revoked', id, actorOf(caller), at));
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
        await tx.append(event('link.opened', link.id, recipient, at));
      });
    },
  };
};

export type Links = ReturnType<typeof createLinks>;
