import assert from 'node:assert/strict';
import { hashSecret, newId, newSecret } from '../../secrets.ts';
import type { ConnectionRow, FlowRow, Lease, LinkRow, NewEvent, Storage, WebhookEndpointRow, WorkspaceRow } from '../../storage/port.ts';

/** A moment in the tests' own time; ms since 1970. */
export const now = Date.UTC(2026, 10, 20, 12);

/** For a minute, unless it says until when. */
export const lease = (id: string, until = now + 60_000): Lease => ({ id, until });

export const workspaceRow = (part: Partial<WorkspaceRow> = {}): WorkspaceRow => ({
  id: newId('ws'),
  name: 'Harbour Coffee',
  logoUrl: null,
  logoPicture: null,
  accentColor: null,
  subscriptionStatus: 'active',
  upgradeUrl: null,
  planName: null,
  embedOrigins: [],
  returnUrls: [],
  createdAt: now,
  updatedAt: now,
  ...part,
});

export const linkRow = (workspace: string, part: Partial<LinkRow> = {}): LinkRow => ({
  id: newId('lnk'),
  workspace,
  secretHash: hashSecret(newSecret('cl')),
  secretSealed: 's1.k1.sealed',
  secretAt: now,
  platforms: ['instagram'],
  sharedByName: 'Maya Chen',
  sharedByEmail: 'maya@northlight.example',
  description: null,
  clientName: null,
  returnUrl: null,
  expiresAt: null,
  maxConnections: null,
  expectedAccounts: [],
  requiresApproval: false,
  requiresSubscription: true,
  slot: null,
  searchText: '',
  locale: null,
  metadata: {},
  pausedAt: null,
  revokedAt: null,
  lastOpenedAt: null,
  lastUsedAt: null,
  createdAt: now,
  updatedAt: now,
  ...part,
});

type Owner = Pick<LinkRow, 'id' | 'workspace'>;

export const connectionRow = ({ id: link, workspace }: Owner, part: Partial<ConnectionRow> = {}): ConnectionRow => ({
  id: newId('con'),
  workspace,
  link,
  platform: 'instagram',
  route: part.platform ?? 'instagram',
  accountId: newId('account'),
  altIds: [],
  handle: '@harbourcoffee',
  displayName: null,
  accountType: null,
  picture: null,
  scopesGranted: ['instagram_business_basic'],
  scopesMissing: [],
  status: 'active',
  reason: 'connected',
  revocation: null,
  tokensSealed: 's1.k1.tokens',
  accessExpiresAt: null,
  refreshDueAt: null,
  refreshLeaseUntil: null,
  refreshLeaseBy: null,
  refreshAttemptAt: null,
  refreshFailures: 0,
  checkedAt: now,
  leftAloneUntil: null,
  lastUsedAt: null,
  connectedAt: now,
  consentedAt: part.connectedAt ?? now,
  createdAt: now,
  updatedAt: now,
  ...part,
});

export const flowRow = ({ id: link, workspace }: Owner, part: Partial<FlowRow> = {}): FlowRow => ({
  fid: `cf_${hashSecret(newSecret('cs'))}`,
  link,
  workspace,
  linkSecretHash: 'link-secret',
  platform: 'instagram',
  status: 'launched',
  seq: 1,
  mode: 'popup',
  openerOrigin: null,
  attested: false,
  bindHash: hashSecret(newSecret('cb')),
  returnUrl: null,
  stateHash: null,
  takenHash: null,
  verifierSealed: null,
  redirectUri: null,
  attemptExpiresAt: null,
  codeSealed: null,
  choosing: false,
  confirmHash: null,
  confirmExpiresAt: null,
  errorCode: null,
  errorDetail: null,
  acceptsOther: null,
  repairs: null,
  connections: [],
  deliveredAt: null,
  expiresAt: now + 3_600_000,
  createdAt: now,
  updatedAt: now,
  ...part,
});

export const webhookEndpointRow = (part: Partial<WebhookEndpointRow> = {}): WebhookEndpointRow => ({
  id: newId('whe'),
  workspace: null,
  url: 'https://app.example/webhooks',
  types: null,
  description: null,
  secretSealed: 's1.k1.sealed',
  previousSealed: null,
  previousUntil: null,
  failingSince: null,
  lastFailedAt: null,
  disabledAt: null,
  disabledReason: null,
  createKey: null,
  requestHash: null,
  createdAt: now,
  updatedAt: now,
  ...part,
});

export const newEvent = (part: Partial<NewEvent> = {}): NewEvent => ({
  type: 'link.created',
  link: null,
  connection: null,
  fid: null,
  actor: { kind: 'product', name: null, email: null },
  data: {},
  createdAt: now,
  ...part,
});

export const insertWorkspace = async (storage: Storage, part: Partial<WorkspaceRow> = {}): Promise<WorkspaceRow> => {
  const row = workspaceRow(part);
  await storage.ensureWorkspace(row);
  return row;
};

export const insertLinks = async (storage: Storage, workspace: string, ...parts: Partial<LinkRow>[]): Promise<LinkRow[]> => {
  const rows = parts.map((part) => linkRow(workspace, part));
  await storage.write(workspace, async (tx) => {
    for (const row of rows) await tx.insertLink(row);
  });
  return rows;
};

/** A workspace with one link. */
export const insertLink = async (storage: Storage, part: Partial<LinkRow> = {}): Promise<LinkRow> => {
  const row = linkRow((await insertWorkspace(storage)).id, part);
  await storage.write(row.workspace, (tx) => tx.insertLink(row));
  return row;
};

export const insertConnections = async (
  storage: Storage,
  link: LinkRow,
  ...parts: Partial<ConnectionRow>[]
): Promise<ConnectionRow[]> => {
  const rows = parts.map((part) => connectionRow(link, part));
  await storage.write(link.workspace, async (tx) => {
    for (const row of rows) await tx.insertConnection(row);
  });
  return rows;
};

export const insertWebhookEndpoint = async (storage: Storage, part: Partial<WebhookEndpointRow> = {}): Promise<WebhookEndpointRow> => {
  const row = webhookEndpointRow(part);
  assert.equal(await storage.insertWebhookEndpoint(row, 20), true);
  return row;
};
