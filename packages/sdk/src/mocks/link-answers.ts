import type { EventType } from '../contract/event.ts';
import type { Link, LinkWithUrl } from '../contract/link.ts';
import type { links } from '../contract/links.ts';
import { actorOf, requireConnection, requireLink, requireWorkspace, type Asker } from './access.ts';
import type { Answers } from './answer.ts';
import { expectedOf, hasWords, linkRules, momentOf } from './link-rules.ts';
import { pageOf } from './page.ts';
import { Refused, refusedField } from './refused.ts';
import type { World } from './world.ts';

type LinkOperation = (typeof links)[keyof typeof links]['id'];

/** How operations on links are answered. */
export const linkAnswers = (world: World): Answers<LinkOperation> => {
  const rules = linkRules(world);

  const record = (asker: Asker, type: EventType, { id, workspace }: Link, data: Record<string, string> = {}): void =>
    void world.history.record({ type, workspace, link: id, actor: actorOf(asker), data });

  const repeated = (key: string | undefined, text: string): LinkWithUrl | undefined => {
    const earlier = key === undefined ? undefined : world.keys.get(key);
    if (!earlier) return undefined;
    if (earlier.text === text) return world.viewWithUrl(requireLink(world, undefined, earlier.id));
    throw new Refused('idempotency_conflict', 'This Idempotency-Key was used with another body. Use a new key for a new link.');
  };

  return {
    'links.create': ({ body, idempotencyKey, session }) => {
      const workspace = requireWorkspace(world, session, body.workspace);
      const sharedBy = session?.actor ?? body.sharedBy;
      if (!sharedBy) throw refusedField('sharedBy', 'Name the person who shares the link: {name, email}.');
      const text = JSON.stringify(body);
      // A person's later session is the same principal.
      const principal = session ? `session ${session.actor.email}` : 'key';
      const key = idempotencyKey === undefined ? undefined : `${principal} links.create ${body.workspace} ${idempotencyKey}`;
      const earlier = repeated(key, text);
      if (earlier) return earlier;
      rules.checkPlatforms(body.platforms);
      const expectedAccounts = expectedOf(body.expectedAccounts, body.platforms);
      rules.checkReturnUrl(workspace, body.returnUrl);
      rules.checkExpiry(body.expiresAt);
      const { requiresSubscription = true } = body;
      rules.checkSlot(workspace.id, body.slot);
      rules.checkSubscription(session, workspace, requiresSubscription);
      const now = world.now();
      const link: Link = {
        id: world.mintId('lnk'),
        workspace: body.workspace,
        status: 'active',
        platforms: body.platforms,
        sharedBy,
        description: body.description ?? null,
        clientName: body.clientName ?? null,
        returnUrl: body.returnUrl ?? null,
        expiresAt: momentOf(body.expiresAt) ?? null,
        maxConnections: body.maxConnections ?? null,
        expectedAccounts,
        requiresApproval: body.requiresApproval ?? false,
        requiresSubscription,
        slot: body.slot ?? null,
        locale: body.locale ?? null,
        metadata: body.metadata ?? {},
        paused: false,
        connectionCount: 0,
        createdAt: now,
        updatedAt: now,
        lastOpenedAt: null,
        lastUsedAt: null,
        revokedAt: null,
      };
      const kept = { link, secret: world.mintSecret(), suspended: false };
      world.links.set(link.id, kept);
      if (key !== undefined) world.keys.set(key, { text, id: link.id });
      record(session, 'link.created', link, { platforms: link.platforms.join(',') });
      return world.viewWithUrl(kept);
    },

    'links.list': ({ query, session }) => {
      requireWorkspace(world, session, query.workspace);
      const rows = [...world.links.values()]
        .map(world.view)
        .filter((link) => link.workspace === query.workspace)
        .filter((link) => query.status === undefined || link.status === query.status)
        .filter((link) => query.platform === undefined || link.platforms.includes(query.platform))
        .filter((link) => query.slot === undefined || link.slot === query.slot)
        .filter((link) => hasWords(link, query.search));
      return pageOf(rows, query);
    },

    'links.get': ({ params, session }) => world.view(requireLink(world, session, params.id)),

    'links.update': ({ params, body, session }) => {
      const kept = rules.notRevoked(requireLink(world, session, params.id));
      rules.checkReturnUrl(world.workspaces.get(kept.link.workspace), body.returnUrl);
      rules.checkExpiry(body.expiresAt);
      const expectedAccounts = body.expectedAccounts && expectedOf(body.expectedAccounts, kept.link.platforms);
      const { paused = kept.link.paused, ...given } = { ...body, expiresAt: momentOf(body.expiresAt), expectedAccounts };
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const fields = Object.keys(changes);
      const turned = paused !== kept.link.paused;
      if (fields.length === 0 && !turned) return world.view(kept);
      kept.link = { ...kept.link, ...changes, paused, updatedAt: world.now() };
      if (turned) record(session, paused ? 'link.paused' : 'link.resumed', kept.link);
      if (fields.length > 0) record(session, 'link.updated', kept.link, { fields: fields.join(',') });
      return world.view(kept);
    },

    'links.reveal': ({ params, query, session }) => {
      const kept = rules.notRevoked(requireLink(world, session, params.id));
      const repaired = query.connection === undefined ? undefined : requireConnection(world, session, query.connection);
      if (repaired && !kept.link.platforms.some((each) => each === repaired.platform || each === repaired.route)) {
        throw new Refused('conflict', `The link ${kept.link.id} does not lead to ${repaired.platform}.`);
      }
      record(session, 'link.revealed', kept.link);
      const revealed = world.viewWithUrl(kept);
      return repaired ? { ...revealed, url: `${revealed.url}?repair=mock-${repaired.id}` } : revealed;
    },

    'links.rotate': ({ params, session }) => {
      const kept = rules.notRevoked(requireLink(world, session, params.id));
      kept.secret = world.mintSecret();
      kept.link = { ...kept.link, updatedAt: world.now() };
      record(session, 'link.rotated', kept.link);
      return world.viewWithUrl(kept);
    },

    'links.revoke': ({ params, session }) => {
      const kept = requireLink(world, session, params.id);
      if (kept.link.revokedAt !== null) return undefined;
      const now = world.now();
      kept.link = { ...kept.link, revokedAt: now, updatedAt: now };
      record(session, 'link.revoked', kept.link);
      return undefined;
    },

    'links.activity': ({ params, query, session }) => {
      const { link } = requireLink(world, session, params.id);
      return pageOf(
        world.history.of(link.workspace).filter((event) => event.link === link.id),
        query,
      );
    },
  };
};
