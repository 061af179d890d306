import assert from 'node:assert/strict';
import type { ConnectionRow, Writes } from '../../storage/port.ts';
import { connectionRow, insertConnections, insertLink, insertLinks, insertWorkspace, linkRow, newEvent, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

const stop = new Error('The work stopped.');

export const transactionChecks = (check: Check): void => {
  check('hands the result of the work on, and does not run it for a workspace that is not there', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    assert.equal(await storage.write(id, () => Promise.resolve('done')), 'done');
    let ran = false;
    const run = (): Promise<void> => {
      ran = true;
      return Promise.resolve();
    };
    assert.equal(await storage.write('other', run), undefined);
    assert.equal(ran, false);
  });

  check('leaves nothing of a work that rejects, and passes its reason on as it is', async ({ storage }) => {
    const workspace = await insertWorkspace(storage);
    const link = linkRow(workspace.id);
    const work = async (tx: Writes): Promise<void> => {
      await tx.insertLink(link);
      await tx.insertConnection(connectionRow(link));
      await tx.updateWorkspace(workspace.id, { name: 'Another' });
      await tx.append(newEvent());
      throw stop;
    };
    await assert.rejects(storage.write(workspace.id, work), (error) => error === stop);
    assert.equal(await storage.link(link.id), undefined);
    assert.deepEqual(await storage.workspace(workspace.id), workspace);
    assert.deepEqual(await storage.events({ workspace: workspace.id, after: 0, limit: 10 }), []);
  });

  check('shows a work its own changes at once, and to others only when it is done', async ({ storage, open }) => {
    const other = await open();
    const { id } = await insertWorkspace(storage);
    const link = linkRow(id);
    await storage.write(id, async (tx) => {
      await tx.insertLink(link);
      await tx.append(newEvent());
      assert.deepEqual((await tx.link(link.id))?.link, link);
      assert.equal((await tx.events({ workspace: id, after: 0, limit: 10 })).length, 1);
      assert.equal(await other.link(link.id), undefined);
      assert.deepEqual(await other.events({ workspace: id, after: 0, limit: 10 }), []);
    });
    assert.deepEqual((await other.link(link.id))?.link, link);
    assert.equal((await other.events({ workspace: id, after: 0, limit: 10 })).length, 1);
  });

  check('numbers the events of a workspace 1, 2, 3 … without a gap, however many write at once', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const [one, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const failing = new Set([3, 8, 9, 20]);
    const appended = await atOnce(24, (index) =>
      turn(index)
        .write(one.id, async (tx) => {
          const event = await tx.append(newEvent({ data: { index: String(index) } }));
          if (failing.has(index)) throw stop;
          return event;
        })
        .catch((error: unknown) => {
          assert.equal(error, stop);
          return undefined;
        }),
    );
    await storage.write(other.id, (tx) => tx.append(newEvent()));
    const events = await storage.events({ workspace: one.id, after: 0, limit: 100 });
    assert.deepEqual(events.map(({ seq }) => seq), Array.from({ length: 20 }, (_, index) => index + 1));
    assert.deepEqual(events, appended.filter((event) => event !== undefined).toSorted((a, b) => a.seq - b.seq));
    assert.deepEqual((await storage.events({ workspace: other.id, after: 0, limit: 100 })).map(({ seq }) => seq), [1]);
  });

  check('never shows a later event before an earlier one', async ({ storage, open }) => {
    const reader = await open();
    const { id } = await insertWorkspace(storage);
    let writing = true;
    const writes = atOnce(20, () =>
      storage.write(id, async (tx) => {
        await tx.append(newEvent());
        await tx.append(newEvent());
      }),
    ).finally(() => (writing = false));
    while (writing) {
      const seqs = (await reader.events({ workspace: id, after: 0, limit: 100 })).map(({ seq }) => seq);
      assert.deepEqual(seqs, seqs.map((_, index) => index + 1));
      assert.equal(seqs.length % 2, 0);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writes;
    assert.equal((await reader.events({ workspace: id, after: 0, limit: 100 })).length, 40);
  });

  check('pages events after a number, in order', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    await storage.write(id, async (tx) => {
      for (let count = 0; count < 7; count++) await tx.append(newEvent());
    });
    const seqs = async (after: number, limit: number) => (await storage.events({ workspace: id, after, limit })).map(({ seq }) => seq);
    assert.deepEqual(await seqs(0, 3), [1, 2, 3]);
    assert.deepEqual(await seqs(3, 3), [4, 5, 6]);
    assert.deepEqual(await seqs(6, 3), [7]);
    assert.deepEqual(await seqs(7, 3), []);
  });

  check('lets no cap be passed by several who connect at the same time', async ({ storage, open }) => {
    const turn = inTurn(storage, await open());
    const link = await insertLink(storage, { maxConnections: 3 });
    const connect = async (tx: Writes): Promise<ConnectionRow | undefined> => {
      const counted = await tx.link(link.id);
      assert.ok(counted);
      if (counted.connectionCount >= 3) return undefined;
      const row = connectionRow(link);
      await tx.insertConnection(row);
      return row;
    };
    const connected = await atOnce(12, (index) => turn(index).write(link.workspace, connect));
    assert.equal(connected.filter((row) => row !== undefined).length, 3);
    assert.equal((await storage.link(link.id))?.connectionCount, 3);
  });

  check('connects an account once in a workspace, and in as many workspaces as it likes', async ({ storage }) => {
    const [link, elsewhere] = [await insertLink(storage), await insertLink(storage)];
    await insertConnections(storage, link, { accountId: 'a' });
    await assert.rejects(insertConnections(storage, link, { accountId: 'a' }), { code: 'conflict' });
    await insertConnections(storage, link, { accountId: 'a', platform: 'tiktok' });
    await insertConnections(storage, elsewhere, { accountId: 'a' });
    assert.equal((await storage.link(link.id))?.connectionCount, 2);
  });

  check('has one link per secret', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    await insertLinks(storage, id, { secretHash: 'same' });
    await assert.rejects(insertLinks(storage, id, { secretHash: 'same' }), { code: 'conflict' });
  });

  check('keeps an idempotency key once per principal, workspace and operation', async ({ storage }) => {
    const [one, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const key = { principal: 'key:1', workspace: one.id, operation: 'links.create', key: 'k' };
    const others = [{ principal: 'key:2' }, { operation: 'o' }, { key: 'K' }, { workspace: other.id }];
    const rows = [{}, ...others].map((part) => ({ ...key, ...part, requestHash: 'h', resource: 'lnk_1', createdAt: now }));
    for (const each of rows) await storage.write(each.workspace, (tx) => tx.insertIdempotency(each));
    for (const each of rows) {
      const again = storage.write(each.workspace, (tx) => tx.insertIdempotency({ ...each, resource: 'lnk_2' }));
      await assert.rejects(again, { code: 'conflict' });
      assert.deepEqual(await storage.idempotency(each.principal, each.workspace, each.operation, each.key), each);
    }
  });

  check('refuses to be used past its own transaction, which would deadlock', async ({ storage }) => {
    const { id } = await insertWorkspace(storage);
    await assert.rejects(
      storage.write(id, () => storage.workspace(id)),
      { code: 'misused' },
    );
    await assert.rejects(
      storage.write(id, () => storage.write(id, () => Promise.resolve())),
      { code: 'misused' },
    );
    const escaped = await storage.write(id, (tx) => Promise.resolve({ tx }));
    assert.ok(escaped);
    await assert.rejects(escaped.tx.append(newEvent()), { code: 'misused' });
    assert.deepEqual(await storage.events({ workspace: id, after: 0, limit: 10 }), []);
  });
};
