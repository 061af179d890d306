import type { Link, LinkWithUrl } from '../contract/link.ts';
import type { links } from '../contract/links.ts';
import { allowedReturnUrl } from '../contract/registered.ts';
import type { Answers } from './answer.ts';
import { pageOf } from './page.ts';
import { Refused, refusedField } from './refused.ts';
import type { World } from './world.ts';

type LinkOperation = (typeof links)[keyof typeof links]['id'];

/** A moment in the one form that answers have, whatever precision the caller wrote. */
const momentOf = (text: string | null | undefined): string | null | undefined => (text ? new Date(text).toISOString() : text);

/** How operations on links are answered. */
export const linkAnswers = (world: World, platforms: readonly string[]): Answers<LinkOperation> => {
  const notRevoked = (id: string) => {
    const kept = world.link(id);
    if (kept.link.revokedAt === null) return kept;
    throw new Refused('conflict', `The link ${id} is revoked, which is for good. Create a new one.`);
  };

  const checkReturnUrl = (workspace: string, returnUrl: string | null | undefined): void => {
    if (returnUrl === null || returnUrl === undefined) return;
    const registered = world.workspaces.get(workspace)?.returnUrls ?? [];
    if (!allowedReturnUrl(registered, returnUrl)) {
      throw refusedField('returnUrl', "Must match one of the workspace's returnUrls.");
    }
  };

  const checkExpiry = (expiresAt: string | null | undefined): void => {
    if (expiresAt && new Date(expiresAt) <= new Date(world.now())) throw refusedField('expiresAt', 'Must be in the future.');
  };

  const repeated = (key: string | undefined, text: string): LinkWithUrl | undefined => {
    const earlier = key === undefined ? undefined : world.keys.get(key);
    if (!earlier) return undefined;
    if (earlier.text === text) return world.viewWithUrl(world.link(earlier.id));
    throw new Refused('idempotency_conflict', 'This Idempotency-Key was used with another body. Use a new key for a new link.');
  };

  return {
    'links.create': ({ body, idempotencyKey }) => {
      const workspace = world.workspaces.get(body.workspace);
      if (!workspace) throw new Refused('not_found', `There is no workspace ${body.workspace}. Put it first.`);
      const text = JSON.stringify(body);
      const key = idempotencyKey === undefined ? undefined : `${body.workspace} ${idempotencyKey}`;
      const earlier = repeated(key, text);
      if (earlier) return earlier;
      const unknown = body.platforms.findIndex((platform) => !platforms.includes(platform));
      if (unknown !== -1) throw refusedField(`platforms[${unknown}]`, `Must be one of ${platforms.join(', ')}.`);
      checkReturnUrl(body.workspace, body.returnUrl);
      checkExpiry(body.expiresAt);
      const { requiresSubscription = true } = body;
      if (requiresSubscription && workspace.subscription.status !== 'active') {
        throw new Refused('subscription_required', `The workspace ${workspace.id} has no active subscription.`);
      }
      const now = world.now();
      const link: Link = {
        id: world.mintId('lnk'),
        workspace: body.workspace,
        status: 'active',
        platforms: body.platforms,
        sharedBy: body.sharedBy,
        description: body.description ?? null,
        clientName: body.clientName ?? null,
        returnUrl: body.returnUrl ?? null,
        expiresAt: momentOf(body.expiresAt) ?? null,
        maxConnections: body.maxConnections ?? null,
        requiresSubscription,
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
      return world.viewWithUrl(kept);
    },

    'links.list': ({ query }) => {
      const rows = [...world.links.values()]
        .map(world.view)
        .filter((link) => link.workspace === query.workspace)
        .filter((link) => query.status === undefined || link.status === query.status)
        .filter((link) => query.platform === undefined || link.platforms.includes(query.platform));
      return pageOf(rows, query);
    },

    'links.get': ({ params }) => world.view(world.link(params.id)),

    'links.update': ({ params, body }) => {
      const kept = notRevoked(params.id);
      checkReturnUrl(kept.link.workspace, body.returnUrl);
      checkExpiry(body.expiresAt);
      const given = { ...body, expiresAt: momentOf(body.expiresAt) };
      const changes = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      kept.link = { ...kept.link, ...changes, updatedAt: world.now() };
      return world.view(kept);
    },

    'links.reveal': ({ params }) => world.viewWithUrl(notRevoked(params.id)),

    'links.rotate': ({ params }) => {
      const kept = notRevoked(params.id);
      kept.secret = world.mintSecret();
      kept.link = { ...kept.link, updatedAt: world.now() };
      return world.viewWithUrl(kept);
    },

    'links.revoke': ({ params }) => {
      const kept = world.link(params.id);
      const now = world.now();
      if (kept.link.revokedAt === null) kept.link = { ...kept.link, revokedAt: now, updatedAt: now };
      return undefined;
    },
  };
};
