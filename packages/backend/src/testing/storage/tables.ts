import assert from 'node:assert/strict';
import type { Storage } from '../../storage/port.ts';
import { connectionRow, flowRow, insertLink, insertWorkspace, linkRow, newEvent, now, workspaceRow } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

/** Quotes, scripts of both directions, what JSON and SQL escape, and letters outside the basic plane. */
const anyText = `O'Neill "& Söhne" \\ %_ \n 日本語 עברית 👩‍🍳 \u{10ffff}`;

const everything = async (storage: Storage) => {
  const workspace = workspaceRow({
    name: anyText,
    logoUrl: 'https://cdn.example/logo.png',
    logoPicture: 'pic_1',
    accentColor: '#2350c0',
    subscriptionStatus: 'inactive',
    upgradeUrl: 'https://app.example/upgrade',
    planName: anyText,
    embedOrigins: ['https://app.example', 'https://*.app.example'],
    returnUrls: ['https://app.example/back/'],
    createdAt: 0,
    updatedAt: 8.64e15,
  });
  await storage.ensureWorkspace(workspace);
  const link = linkRow(workspace.id, {
    platforms: ['instagram', 'tiktok'],
    description: anyText,
    clientName: anyText,
    returnUrl: 'https://app.example/back/1',
    expiresAt: now,
    maxConnections: 100_000,
    requiresSubscription: false,
    locale: 'pt-BR',
    metadata: { [anyText]: anyText, toString: 'own' },
    pausedAt: 1,
    revokedAt: 2,
    lastOpenedAt: 3,
    lastUsedAt: 4,
  });
  const connection = connectionRow(link, {
    route: 'facebook',
    altIds: ['17841400000000001', anyText],
    handle: anyText,
    displayName: anyText,
    accountType: 'business',
    picture: 'pic_1',
    scopesMissing: ['video.list'],
    status: 'needs_reconnect',
    reason: 'refresh_refused',
    revocation: 'kept_for_others',
    accessExpiresAt: 1,
    refreshDueAt: 2,
    refreshLeaseUntil: 3,
    refreshLeaseBy: 'lease',
    refreshAttemptAt: 4,
    refreshFailures: 6,
    checkedAt: 7,
    leftAloneUntil: 9,
    lastUsedAt: 5,
    consentedAt: 8,
  });
  const flow = flowRow(link, {
    status: 'error',
    seq: 7,
    mode: 'redirect',
    openerOrigin: 'https://app.example',
    attested: true,
    returnUrl: 'https://app.example/back/2',
    stateHash: 'state',
    takenHash: 'taken',
    verifierSealed: 's1.k1.verifier',
    redirectUri: 'https://connect.example/oauth/instagram/callback',
    attemptExpiresAt: 1,
    codeSealed: 's1.k1.code',
    choosing: true,
    repairs: connection.id,
    confirmHash: 'confirm',
    confirmExpiresAt: 2,
    errorCode: 'missing_permission',
    errorDetail: { missing: ['video.list'], handle: anyText },
    connections: [connection.id],
    deliveredAt: 3,
  });
  const receipt = { hash: 'receipt', keyId: 'k1', connection: connection.id, link: link.id, linkSecretHash: link.secretHash, fid: flow.fid, createdAt: now, overAt: null };
  const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
  const picture = { id: 'pic_1', workspace: workspace.id, mediaType: 'image/png', bytes, createdAt: now } as const;
  const idempotency = {
    principal: 'key:1',
    workspace: workspace.id,
    operation: 'links.create',
    key: anyText,
    requestHash: 'h',
    resource: link.id,
    createdAt: now,
  };
  const data = { text: anyText, empty: '' };
  const event = newEvent({ link: link.id, connection: connection.id, fid: flow.fid, data });
  await storage.write(workspace.id, async (tx) => {
    await tx.insertPicture(picture);
    await tx.insertLink(link);
    await tx.insertConnection(connection);
    await tx.insertReceipt(receipt);
    await tx.insertIdempotency(idempotency);
    await tx.append(event);
  });
  await storage.insertFlow(flow);
  return async (from: Storage): Promise<void> => {
    assert.deepEqual(await from.workspace(workspace.id), workspace);
    assert.deepEqual(await from.link(link.id), { link, connectionCount: 1 });
    assert.deepEqual(await from.linkBySecret(link.secretHash), { link, connectionCount: 1 });
    assert.deepEqual(await from.connection(connection.id), connection);
    assert.deepEqual(await from.connectionByAccount(workspace.id, 'instagram', connection.accountId), connection);
    assert.deepEqual(await from.flow(flow.fid), flow);
    assert.deepEqual(await from.receipt('receipt'), receipt);
    assert.deepEqual(await from.receiptsOfFlow(flow.fid), [receipt]);
    assert.deepEqual(await from.picture('pic_1'), picture);
    assert.deepEqual(await from.idempotency('key:1', workspace.id, 'links.create', anyText), idempotency);
    const [first, ...others] = await from.events({ workspace: workspace.id, after: 0, limit: 10 });
    assert.ok(first);
    assert.match(first.id, /^evt_[A-Za-z0-9]{20,32}$/);
    assert.deepEqual(first, { ...event, id: first.id, workspace: workspace.id, seq: 1 });
    assert.deepEqual(others, []);
  };
};

export const tableChecks = (check: Check): void => {
  check('gives every row back as it was written, also after it was opened anew', async ({ storage, open }) => {
    const compare = await everything(storage);
    await compare(storage);
    await storage.close();
    await compare(await open());
  });

  check('gives rows back whose optional values are all absent', async ({ storage }) => {
    const link = await insertLink(storage);
    const connection = connectionRow(link);
    const flow = flowRow(link);
    await storage.write(link.workspace, (tx) => tx.insertConnection(connection));
    await storage.insertFlow(flow);
    assert.deepEqual(await storage.link(link.id), { link, connectionCount: 1 });
    assert.deepEqual(await storage.connection(connection.id), connection);
    assert.deepEqual(await storage.flow(flow.fid), flow);
  });

  check('knows nothing of what was never written', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    const found = await Promise.all([
      storage.workspace('other'),
      storage.link('other'),
      storage.linkBySecret('other'),
      storage.flow('other'),
      storage.flowByState('other'),
      storage.connection('other'),
      storage.connectionByAccount(id, 'instagram', 'other'),
      storage.receipt('other'),
      storage.picture('other'),
      storage.idempotency('other', id, 'links.create', 'other'),
    ]);
    assert.deepEqual(new Set(found), new Set([undefined]));
    assert.deepEqual(await storage.receiptsOfFlow('other'), []);
    assert.deepEqual(await storage.events({ workspace: id, after: 0, limit: 10 }), []);
  });

  check('lets go of a picture, only in its own workspace', async ({ storage }) => {
    const [one, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const bytes = new Uint8Array([1]);
    const picture = { id: 'pic_1', workspace: one.id, mediaType: 'image/webp', bytes, createdAt: now } as const;
    await storage.write(one.id, (tx) => tx.insertPicture(picture));
    await storage.write(other.id, (tx) => tx.deletePicture('pic_1'));
    assert.deepEqual(await storage.picture('pic_1'), picture);
    await storage.write(one.id, (tx) => tx.deletePicture('pic_1'));
    assert.equal(await storage.picture('pic_1'), undefined);
  });

  check('makes a workspace once, however many ask for it at the same time', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const news = await atOnce(10, (index) => turn(index).ensureWorkspace(workspaceRow({ id: 'w', name: `Name ${index}` })));
    assert.deepEqual(news.filter(Boolean), [true]);
    const winner = news.indexOf(true);
    assert.equal((await storage.workspace('w'))?.name, `Name ${winner}`);
  });

  check('answers a ping, and refuses everything once it is closed; closing again changes nothing', async ({ storage }) => {
    await storage.ping();
    await storage.close();
    await storage.close();
    await assert.rejects(storage.ping());
    await assert.rejects(storage.workspace('w'));
  });
};
