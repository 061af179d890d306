import assert from 'node:assert/strict';
import { connectionRow, flowRow, insertConnections, insertLink, insertWorkspace, linkRow, now } from './rows.ts';
import type { Check } from './suite.ts';

export const changeChecks = (check: Check): void => {
  check('changes of a row what a change names, and nothing else', async ({ storage }) => {
    const workspace = await insertWorkspace(storage, { planName: 'Studio', embedOrigins: ['https://a.example'] });
    const link = linkRow(workspace.id, { description: 'For the spring campaign', metadata: { a: '1' } });
    const connection = connectionRow(link, { displayName: 'Harbour Coffee', accessExpiresAt: 1, altIds: ['x'] });
    await storage.write(workspace.id, async (tx) => {
      await tx.insertLink(link);
      await tx.insertConnection(connection);
      await tx.updateWorkspace(workspace.id, { planName: null, returnUrls: ['https://a.example/'] });
      await tx.updateLink(link.id, { description: null, requiresSubscription: false, metadata: { b: '2' } });
      await tx.updateConnection(connection.id, { displayName: null, status: 'disconnected', scopesMissing: ['s'], altIds: [] });
      await tx.updateWorkspace(workspace.id, {});
      await tx.updateLink(link.id, {});
      await tx.updateConnection(connection.id, {});
    });
    assert.deepEqual(await storage.workspace(workspace.id), { ...workspace, planName: null, returnUrls: ['https://a.example/'] });
    const changed = { ...link, description: null, requiresSubscription: false, metadata: { b: '2' } };
    assert.deepEqual(await storage.link(link.id), { link: changed, connectionCount: 0 });
    assert.deepEqual(await storage.connection(connection.id), {
      ...connection,
      displayName: null,
      status: 'disconnected',
      scopesMissing: ['s'],
      altIds: [],
    });
  });

  check('finds a link by its newest secret alone', async ({ storage }) => {
    const link = await insertLink(storage);
    await storage.write(link.workspace, (tx) => tx.updateLink(link.id, { secretHash: 'rotated' }));
    assert.equal(await storage.linkBySecret(link.secretHash), undefined);
    assert.equal((await storage.linkBySecret('rotated'))?.link.id, link.id);
  });

  check('rejects a change to what is not there, or is not of the workspace that the transaction holds', async ({ storage }) => {
    const [mine, foreign] = [await insertLink(storage), await insertLink(storage)];
    const [connection] = await insertConnections(storage, foreign, {});
    assert.ok(connection);
    const flow = flowRow(foreign);
    await storage.insertFlow(flow);
    const write = storage.write.bind(undefined, mine.workspace);
    for (const id of ['lnk_other', foreign.id]) {
      await assert.rejects(write((tx) => tx.updateLink(id, { updatedAt: 1 })), { code: 'missing' });
    }
    for (const id of ['con_other', connection.id]) {
      await assert.rejects(write((tx) => tx.updateConnection(id, { updatedAt: 1 })), { code: 'missing' });
    }
    assert.equal(await storage.write(mine.workspace, (tx) => tx.updateFlow(flow.fid, { updatedAt: 1 }, {})), undefined);
    const { workspace } = foreign;
    const picture = { id: 'pic_1', workspace, mediaType: 'image/png', bytes: new Uint8Array(1), createdAt: now } as const;
    const key = { principal: 'p', workspace, operation: 'o', key: 'k', requestHash: 'h', resource: 'r', createdAt: now };
    await assert.rejects(write((tx) => tx.updateWorkspace(foreign.workspace, { name: 'Mine' })), { code: 'misused' });
    await assert.rejects(write((tx) => tx.insertLink(linkRow(foreign.workspace))), { code: 'misused' });
    await assert.rejects(write((tx) => tx.insertConnection(connectionRow(foreign))), { code: 'misused' });
    await assert.rejects(write((tx) => tx.insertPicture(picture)), { code: 'misused' });
    await assert.rejects(write((tx) => tx.insertIdempotency(key)), { code: 'misused' });
    assert.deepEqual(await storage.link(foreign.id), { link: foreign, connectionCount: 1 });
    assert.deepEqual(await storage.connection(connection.id), connection);
    assert.deepEqual(await storage.flow(flow.fid), flow);
  });

  check('refuses rows that refer to nothing', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    await assert.rejects(storage.write(id, (tx) => tx.insertConnection(connectionRow(linkRow(id)))), { code: 'failed' });
    await assert.rejects(storage.insertFlow(flowRow(linkRow(id))), { code: 'failed' });
  });
};
