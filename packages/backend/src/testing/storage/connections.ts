import assert from 'node:assert/strict';
import type { ConnectionChange, ConnectionRow } from '../../storage/port.ts';
import { insertConnections, insertLink, newEvent, now } from './rows.ts';
import type { Check } from './suite.ts';

/** Accounts that are connected, by whatever id somebody knows them. */
export const connectionChecks = (check: Check): void => {
  check('tells whether an account is connected anywhere, by any of its ids', async ({ storage }) => {
    const [here, there] = [await insertLink(storage), await insertLink(storage)];
    const [one] = await insertConnections(storage, here, { accountId: 'a', altIds: ['a-alt', 'a'] });
    const [other] = await insertConnections(storage, there, { accountId: 'a', altIds: ['a-alt'] });
    await insertConnections(storage, there, { accountId: 'z', platform: 'tiktok' });
    assert.ok(one && other);
    const connected = (accountIds: string[], platform = 'instagram') => storage.isAccountConnected(platform, accountIds);
    const end = ({ id, workspace }: ConnectionRow, change: ConnectionChange) =>
      storage.write(workspace, (tx) => tx.updateConnection(id, change));
    assert.equal(await connected(['a']), true);
    assert.equal(await connected(['unknown', 'a-alt']), true);
    assert.equal(await connected([]), false);
    assert.equal(await connected(['unknown', 'z']), false);
    assert.equal(await connected(['a'], 'tiktok'), false);

    await end(other, { status: 'disconnected', tokensSealed: null });
    assert.equal(await connected(['a']), true);
    await storage.write(here.workspace, (tx) => tx.updateConnection(one.id, { altIds: ['new-alt'] }));
    assert.equal(await connected(['a-alt']), false);
    assert.equal(await connected(['new-alt']), true);
    assert.equal(await connected(['a']), true);

    // What has lost its tokens lives from nothing at the platform.
    await end(one, { status: 'needs_reconnect', tokensSealed: null });
    assert.equal(await connected(['a', 'new-alt']), false);
    await end(one, { status: 'pending_approval', tokensSealed: 's1.k1.tokens' });
    assert.equal(await connected(['a']), true);
    await end(one, { status: 'disconnected' });
    assert.equal(await connected(['a']), false);
  });

  check('finds the connections of an account in every workspace, by any of its ids', async ({ storage }) => {
    const [here, there] = [await insertLink(storage), await insertLink(storage)];
    const [one] = await insertConnections(storage, here, { accountId: 'a', altIds: ['a-alt'] });
    const [ended] = await insertConnections(storage, there, { accountId: 'a', altIds: ['a-alt', 'a'], status: 'disconnected' });
    const [other] = await insertConnections(storage, there, { platform: 'tiktok', accountId: 'a' });
    assert.ok(one && ended && other);
    const ids = async (platforms: string[], accountIds: string[]) =>
      (await storage.connectionsOfAccount(platforms, accountIds)).map(({ id }) => id).sort();
    assert.deepEqual(await ids(['instagram'], ['a']), [one.id, ended.id].sort());
    assert.deepEqual(await ids(['instagram', 'facebook'], ['unknown', 'a-alt']), [one.id, ended.id].sort());
    assert.deepEqual(await ids(['tiktok'], ['a']), [other.id]);
    assert.deepEqual(await ids(['tiktok'], ['a-alt']), []);
    assert.deepEqual(await ids([], ['a']), []);
    assert.deepEqual(await ids(['instagram'], []), []);
  });

  check('forgets whose account a connection was, and keeps its row, its events and their order', async ({ storage }) => {
    const link = await insertLink(storage);
    const personal = { accountId: 'a', altIds: ['a-alt'], displayName: 'Dora', accountType: 'creator', picture: 'pic_1' } as const;
    const [gone, other] = await insertConnections(storage, link, { ...personal, status: 'disconnected' }, { handle: '@other' });
    assert.ok(gone && other);
    const receipt = { hash: 'r1', keyId: 'k1', connection: gone.id, link: link.id, linkSecretHash: 'hash', fid: 'cf_1', createdAt: now, overAt: null };
    await storage.write(link.workspace, async (tx) => {
      await tx.insertReceipt(receipt);
      await tx.insertReceipt({ ...receipt, hash: 'r2', connection: other.id });
      await tx.append(newEvent({ link: link.id, connection: gone.id, data: { platform: 'instagram', handle: '@dora' } }));
      await tx.append(newEvent({ link: link.id, connection: other.id, data: { handle: '@other' } }));
    });
    const before = await storage.events({ workspace: link.workspace, after: 0, limit: 100 });
    await storage.write(link.workspace, (tx) => tx.eraseConnection(gone.id, 'deletion_requested', now + 1));

    assert.deepEqual(await storage.connection(gone.id), {
      ...gone,
      accountId: `erased-${gone.id}`,
      altIds: [],
      handle: '',
      displayName: null,
      accountType: null,
      picture: null,
      reason: 'deletion_requested',
      updatedAt: now + 1,
    });
    assert.deepEqual(await storage.connectionsOfAccount(['instagram'], ['a', 'a-alt']), []);
    assert.equal(await storage.receipt('r1'), undefined);
    assert.ok(await storage.receipt('r2'));
    assert.deepEqual(
      await storage.events({ workspace: link.workspace, after: 0, limit: 100 }),
      before.map((event) => (event.connection === gone.id ? { ...event, data: { platform: 'instagram' } } : event)),
    );
    assert.deepEqual(await storage.connection(other.id), other);
    const work = storage.write(link.workspace, (tx) => tx.eraseConnection(other.id, 'deletion_requested', now));
    await assert.rejects(work, { code: 'missing' });
    assert.equal(await storage.write(link.workspace, (tx) => tx.eraseConnection(gone.id, 'deletion_requested', now + 2)), false);
    assert.equal((await storage.connection(gone.id))?.updatedAt, now + 1);
  });

  check('records the latest use, and nothing else', async ({ storage }) => {
    const [connection] = await insertConnections(storage, await insertLink(storage), {});
    assert.ok(connection);
    for (const at of [now + 5, now + 9, now + 7]) await storage.touchConnection(connection.id, at);
    assert.deepEqual(await storage.connection(connection.id), { ...connection, lastUsedAt: now + 9 });
  });
};
