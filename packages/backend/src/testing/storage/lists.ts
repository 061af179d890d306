import assert from 'node:assert/strict';
import { connectionStatuses, linkStatuses, type LinkStatus } from '@connect/sdk/contract';
import { linkStatus } from '../../link-status.ts';
import type { ConnectionRow, LinkRow, Position, Storage, WorkspaceRow } from '../../storage/port.ts';
import { connectionRow, insertConnections, insertLink, insertLinks, insertWorkspace, linkRow, now } from './rows.ts';
import type { Check } from './suite.ts';

const newestFirst = (a: Position, b: Position): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);

/** Reads a list to its end, page by page. */
const pages = async <Row extends Position>(page: (after: Position | undefined) => Promise<readonly Row[]>): Promise<Row[]> => {
  const rows: Row[] = [];
  for (;;) {
    const more = await page(rows.at(-1));
    if (more.length === 0) return rows;
    rows.push(...more);
    assert.ok(rows.length < 1000, 'The list has no end.');
  }
};

const ids = (rows: readonly { readonly id: string }[]): string[] => rows.map(({ id }) => id);

/** Every combination of what a status depends on, with the connections that each link has. */
const everyCase = (workspace: WorkspaceRow): { link: LinkRow; connections: ConnectionRow[] }[] =>
  [null, 1].flatMap((revokedAt) =>
    [null, now, now + 1].flatMap((expiresAt) =>
      [true, false].flatMap((requiresSubscription) =>
        [null, 1].flatMap((pausedAt) =>
          [null, 1, 2].flatMap((maxConnections) =>
            [[], ['disconnected', 'needs_reconnect'], ['active', 'active']].map((statuses) => {
              const link = linkRow(workspace.id, { revokedAt, expiresAt, requiresSubscription, pausedAt, maxConnections });
              const connections = statuses.map((status) => connectionRow(link, { status: status as ConnectionRow['status'] }));
              return { link, connections };
            }),
          ),
        ),
      ),
    ),
  );

const insertEveryCase = async (storage: Storage, workspace: WorkspaceRow): Promise<Map<LinkStatus, string[]>> => {
  const expected = new Map<LinkStatus, string[]>(linkStatuses.map((status) => [status, []]));
  await storage.write(workspace.id, async (tx) => {
    for (const { link, connections } of everyCase(workspace)) {
      await tx.insertLink(link);
      for (const connection of connections) await tx.insertConnection(connection);
      const alive = connections.filter(({ status }) => status !== 'disconnected').length;
      expected.get(linkStatus(link, workspace, alive, now))?.push(link.id);
    }
  });
  return expected;
};

export const listChecks = (check: Check): void => {
  check('filters links by the status that the product computes, in every combination', async ({ storage }) => {
    // Both are there before either is read, so that the one's subscription could pass for the other's.
    const workspaces = [
      await insertWorkspace(storage, { subscriptionStatus: 'active' }),
      await insertWorkspace(storage, { subscriptionStatus: 'inactive' }),
    ];
    for (const workspace of workspaces) {
      for (const [status, links] of await insertEveryCase(storage, workspace)) {
        const found = await storage.links({ workspace: workspace.id, status, limit: 1000, now });
        const name = `${status}, subscription ${workspace.subscriptionStatus}`;
        assert.deepEqual(ids(found.map(({ link }) => link)).toSorted(), links.toSorted(), name);
        if (workspace.subscriptionStatus === 'inactive' || status !== 'suspended') assert.notEqual(links.length, 0, name);
      }
    }
  });

  check('pages links newest first, each once, also where many were made in the same millisecond', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const times = Array.from({ length: 23 }, (_, index) => now + (index % 3) * (index % 2));
    const rows = await insertLinks(storage, workspace, ...times.map((createdAt) => ({ createdAt })));
    await insertLink(storage);
    let made = 0;
    const found = await pages(async (after) => {
      // What is made meanwhile is newer than what was read, and moves nothing.
      await insertLinks(storage, workspace, { createdAt: now + 10 + made++ });
      return (await storage.links({ workspace, limit: 4, now, ...(after && { after }) })).map(({ link }) => link);
    });
    assert.deepEqual(found.slice(1), rows.toSorted(newestFirst));
    assert.equal(found[0]?.createdAt, now + 10);
  });

  check('filters links by platform, page by page', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const both = ['instagram', 'tiktok'];
    const sets = [['instagram'], ['tiktok'], both, ['tiktok-business'], ['tik'], ['my_tiktok']];
    const rows = await insertLinks(storage, workspace, ...[...sets, ...sets].map((platforms) => ({ platforms })));
    const expected = (platform: string) => {
      const matching = rows.filter(({ platforms }) => platforms.includes(platform));
      return ids(matching.toSorted(newestFirst));
    };
    for (const platform of [...new Set(sets.flat()), 'ti_tok', '%', 'tiktok","', 'threads']) {
      const found = await pages(async (after) =>
        (await storage.links({ workspace, platform, limit: 2, now, ...(after && { after }) })).map(({ link }) => link),
      );
      assert.deepEqual(ids(found), expected(platform), platform);
    }
    const active = await storage.links({ workspace, platform: 'tiktok', status: 'active', limit: 100, now });
    assert.deepEqual(ids(active.map(({ link }) => link)), expected('tiktok'));
  });

  check('counts the connections of each link that are not disconnected', async ({ storage }) => {
    const link = await insertLink(storage);
    await insertLinks(storage, link.workspace, { createdAt: now + 1 });
    await insertConnections(storage, link, {}, { status: 'needs_reconnect' }, { status: 'disconnected' });
    const found = await storage.links({ workspace: link.workspace, limit: 10, now });
    assert.deepEqual(found.map(({ connectionCount }) => connectionCount), [0, 2]);
    assert.equal((await storage.link(link.id))?.connectionCount, 2);
    assert.equal((await storage.linkBySecret(link.secretHash))?.connectionCount, 2);
  });

  check('finds connections that are in their status for one of some reasons', async ({ storage }) => {
    const link = await insertLink(storage);
    const status = 'disconnected';
    const rows = await insertConnections(
      storage,
      link,
      { status, reason: 'removed_at_platform' },
      { status, reason: 'app_revoked' },
      { status, reason: 'disconnected_by_product' },
      { reason: 'app_revoked' },
    );
    const filter = { workspace: link.workspace, status, reasons: ['removed_at_platform', 'app_revoked'], limit: 9 } as const;
    const found = await storage.connections(filter);
    assert.deepEqual(found.map(({ id }) => id).sort(), rows.slice(0, 2).map(({ id }) => id).sort());
    assert.deepEqual(await storage.connections({ ...filter, reasons: [] }), []);
  });

  check('pages connections newest first by every combination of filters', async ({ storage }) => {
    const link = await insertLink(storage);
    const [other] = await insertLinks(storage, link.workspace, {});
    assert.ok(other);
    const parts = ['instagram', 'tiktok'].flatMap((platform) =>
      connectionStatuses.flatMap((status) => [0, 0, 1].map((later) => ({ platform, status, createdAt: now + later }))),
    );
    const rows = [...(await insertConnections(storage, link, ...parts)), ...(await insertConnections(storage, other, ...parts))];
    await insertConnections(storage, await insertLink(storage), {});
    for (const ofLink of [undefined, link.id, other.id, 'lnk_other']) {
      for (const platform of [undefined, 'tiktok', 'threads']) {
        for (const status of [undefined, ...connectionStatuses]) {
          const filter = { ...(ofLink && { link: ofLink }), ...(platform && { platform }), ...(status && { status }) };
          const names = Object.keys(filter) as (keyof typeof filter)[];
          const matching = rows.filter((row) => names.every((name) => row[name] === filter[name]));
          const found = await pages((after) =>
            storage.connections({ workspace: link.workspace, limit: 4, ...filter, ...(after && { after }) }),
          );
          assert.deepEqual(found, matching.toSorted(newestFirst), JSON.stringify(filter));
        }
      }
    }
  });

  check('lists the receipts of a flow, oldest first', async ({ storage }) => {
    const link = await insertLink(storage);
    const connections = await insertConnections(storage, link, {}, {}, {});
    const common = { keyId: 'k1', link: link.id, linkSecretHash: 'hash', fid: 'cf_1' };
    const receipts = connections.map(({ id: connection }, index) => ({
      ...common,
      hash: `r${index}`,
      connection,
      createdAt: now - index,
      overAt: null,
    }));
    await storage.write(link.workspace, async (tx) => {
      for (const receipt of receipts) await tx.insertReceipt(receipt);
    });
    assert.deepEqual(await storage.receiptsOfFlow('cf_1'), receipts.toReversed());

    const [first, ...others] = receipts;
    for (const at of [now + 1, now + 2]) await storage.write(link.workspace, (tx) => tx.endReceipts(first?.connection ?? '', at));
    assert.deepEqual(await storage.receipt('r0'), { ...first, overAt: now + 1 });
    for (const other of others) assert.deepEqual(await storage.receipt(other.hash), other);
  });
};
