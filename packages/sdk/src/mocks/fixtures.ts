import type { AccessToken, Connection, ConnectionReason } from '../contract/connection.ts';
import type { Event } from '../contract/event.ts';
import type { FlowState, ResolvedLink } from '../contract/flows.ts';
import type { Link, LinkStatus, LinkWithUrl } from '../contract/link.ts';
import { abilities } from '../contract/ability.ts';
import type { Session } from '../contract/session.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../contract/webhook.ts';
import type { Workspace } from '../contract/workspace.ts';
import { linkStatus } from './link-status.ts';

const createdAt = '2026-01-15T09:00:00.000Z';

/** What makes a link have a status. `suspended` comes from its workspace, not from itself. */
const because: Readonly<Partial<Record<string, Partial<Link>>>> = {
  revoked: { revokedAt: '2026-02-01T09:00:00.000Z' },
  expired: { expiresAt: '2026-02-01T09:00:00.000Z' },
  paused: { paused: true },
  exhausted: { maxConnections: 1, connectionCount: 1 },
};

const reasons: Readonly<Partial<Record<string, ConnectionReason>>> = {
  needs_reconnect: 'token_expired',
  pending_approval: 'awaiting_approval',
  disconnected: 'disconnected_by_product',
};

/** Makes one sample of each noun. What is not given is filled in; each call answers a new object. */
export const fixtures = {
  /** A workspace with an active subscription, in which pages of `https://app.example` may embed the link button. */
  workspace: (given: Partial<Workspace> = {}): Workspace => ({
    id: 'northlight',
    name: 'Northlight Studio',
    logoUrl: null,
    logo: null,
    accentColor: '#2350c0',
    subscription: { status: 'active', upgradeUrl: 'https://app.example/upgrade', planName: 'Agency' },
    productName: 'Brightline',
    platforms: [
      { id: 'instagram', name: 'Instagram' },
      { id: 'tiktok', name: 'TikTok' },
    ],
    locales: ['en', 'de'],
    takesReturnUrls: given.returnUrls?.length !== 0,
    embedOrigins: ['https://app.example'],
    returnUrls: ['https://app.example/'],
    createdAt,
    updatedAt: createdAt,
    ...given,
  }),

  /** A link as lists show it. `fixtures.link({ status: 'revoked' })` comes with a `revokedAt`, and so on. */
  link: (given: Partial<Link> & { status?: LinkStatus } = {}): Link => {
    const link: Link = {
      id: 'lnk_000000000000000000000001',
      workspace: 'northlight',
      status: 'active',
      platforms: ['instagram', 'tiktok'],
      sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
      description: 'Harbour Coffee, autumn campaign',
      clientName: 'Harbour Coffee',
      returnUrl: null,
      expiresAt: null,
      maxConnections: null,
      expectedAccounts: [],
      requiresApproval: false,
      requiresSubscription: true,
      slot: null,
      locale: null,
      metadata: {},
      paused: false,
      connectionCount: 0,
      createdAt,
      updatedAt: createdAt,
      lastOpenedAt: null,
      lastUsedAt: null,
      revokedAt: null,
      ...(given.status && because[given.status]),
      ...given,
    };
    return given.status ? link : { ...link, status: linkStatus(link, { subscribed: true, now: new Date() }) };
  },

  /** A link as creating, revealing and rotating tell it. */
  linkWithUrl: (given: Partial<LinkWithUrl> & { status?: LinkStatus } = {}): LinkWithUrl => ({
    ...fixtures.link(given),
    url: given.url ?? `https://connect.example/l/cl_${'0'.repeat(43)}`,
  }),

  /** An active Instagram connection. */
  connection: (given: Partial<Connection> = {}): Connection => ({
    id: 'con_000000000000000000000001',
    workspace: 'northlight',
    link: 'lnk_000000000000000000000001',
    linkName: 'Harbour Coffee',
    platform: given.platform ?? 'instagram',
    route: given.platform ?? 'instagram',
    status: 'active',
    reason: reasons[given.status ?? 'active'] ?? 'connected',
    revocation: given.status === 'disconnected' ? 'by_hand' : null,
    account: {
      id: '17841400000000001',
      handle: '@harbourcoffee',
      displayName: 'Harbour Coffee',
      pictureUrl: null,
      type: 'business',
    },
    scopes: { granted: ['instagram_business_basic'], missing: [] },
    createdAt,
    connectedAt: createdAt,
    updatedAt: createdAt,
    lastUsedAt: null,
    ...given,
  }),

  /** An access token that no platform knows. */
  accessToken: (given: Partial<AccessToken> = {}): AccessToken => ({
    connection: 'con_000000000000000000000001',
    platform: given.platform ?? 'instagram',
    route: given.platform ?? 'instagram',
    accessToken: 'mock-access-token',
    expiresAt: '2099-01-01T00:00:00.000Z',
    scopes: ['instagram_business_basic'],
    ...given,
  }),

  /** A session of Maya's that may do everything, over in the year 2099. */
  session: (given: Partial<Session> = {}): Session => ({
    id: 'ses_000000000000000000000001',
    workspace: 'northlight',
    actor: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
    can: [...abilities],
    origin: 'https://connect.example',
    token: `cst_${'0'.repeat(43)}`,
    createdAt,
    expiresAt: '2099-01-01T00:00:00.000Z',
    ...given,
  }),

  /** A link that was opened by the person whom it is for. */
  event: (given: Partial<Event> = {}): Event => ({
    id: 'evt_000000000000000000000001',
    workspace: 'northlight',
    seq: 1,
    type: 'link.opened',
    link: 'lnk_000000000000000000000001',
    connection: null,
    actor: { kind: 'recipient', name: null, email: null },
    data: {},
    createdAt,
    ...given,
  }),

  /** An endpoint that hears everything of every workspace. */
  webhookEndpoint: (given: Partial<WebhookEndpoint> = {}): WebhookEndpoint => ({
    id: 'whe_000000000000000000000001',
    workspace: null,
    url: 'https://app.example/webhooks/connect',
    types: null,
    description: null,
    disabled: false,
    disabledReason: null,
    disabledAt: null,
    failingSince: null,
    previousSecretUntil: null,
    createdAt,
    updatedAt: createdAt,
    ...given,
  }),

  /** An event that arrived at the first attempt. */
  webhookDelivery: (given: Partial<WebhookDelivery> = {}): WebhookDelivery => ({
    id: 'whd_000000000000000000000001',
    endpoint: 'whe_000000000000000000000001',
    workspace: 'northlight',
    event: 'evt_000000000000000000000001',
    type: 'connection.connected',
    status: 'delivered',
    attempts: 1,
    lastAttemptAt: createdAt,
    nextAttemptAt: null,
    responseStatus: 204,
    failure: null,
    failureReason: null,
    durationMs: 12,
    createdAt,
    deliveredAt: createdAt,
    ...given,
  }),

  /** What the link button shows to a recipient. */
  resolvedLink: (given: Partial<ResolvedLink> = {}): ResolvedLink => ({
    status: 'active',
    embed: 'allowed',
    platforms: [
      {
        id: 'instagram',
        name: 'Instagram',
        preferredMode: 'popup',
        grants: [{ title: 'See your profile', detail: 'Name, username, picture and number of followers.' }],
        notGranted: ['see your password', 'read your messages'],
      },
    ],
    sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
    workspace: { name: 'Northlight Studio', accentColor: '#2350c0' },
    productName: 'Brightline',
    locale: 'en',
    bannerRevision: 'mock-1',
    ...given,
  }),

  /** A flow that nobody has begun. */
  flowState: (given: Partial<FlowState> = {}): FlowState => ({
    fid: `cf_${'0'.repeat(43)}`,
    seq: 0,
    status: 'none',
    platform: null,
    connections: [],
    error: null,
    pollMs: 1000,
    ...given,
  }),
} as const;
