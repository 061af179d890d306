import assert from 'node:assert/strict';
import { abilities, type EventType } from '@connect/sdk/contract';
import { hashSecret, newId, newSecret } from '../../secrets.ts';
import type { LinkRow, SessionRow, Storage } from '../../storage/port.ts';
import { insertLink, insertLinks, insertWorkspace, linkRow, newEvent, now } from './rows.ts';
import { atOnce, inTurn, type Check } from './suite.ts';

export const sessionRow = (workspace: string, part: Partial<SessionRow> = {}): SessionRow => ({
  id: newId('ses'),
  workspace,
  tokenHash: hashSecret(newSecret('ct')),
  actorName: 'Maya ‘Mae’ Chén',
  actorEmail: 'maya@northlight.example',
  can: abilities,
  createdAt: now,
  expiresAt: now + 3_600_000,
  revokedAt: null,
  ...part,
});

/** The descriptions of the links that a search finds. */
const search = async (storage: Storage, workspace: string, ...words: string[]): Promise<(string | null)[]> => {
  const found = await storage.links({ workspace, words, limit: 100, now });
  return found.map(({ link }) => link.description).toSorted();
};

const named = (...names: string[]): Partial<LinkRow>[] =>
  names.map((name) => ({ description: name, searchText: name.toLowerCase() }));

/** What the sharer's side keeps and looks for. */
export const sharerChecks = (check: Check): void => {
  check('finds a session by its id and by its token, and changes its end alone', async ({ storage, open }) => {
    const [{ id: workspace }, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const [one, two] = [sessionRow(workspace), sessionRow(workspace, { can: [], revokedAt: 1 })];
    await storage.write(workspace, async (tx) => {
      await tx.insertSession(one);
      await tx.insertSession(two);
      assert.deepEqual(await tx.session(one.id), one);
    });
    for (const from of [storage, await open()]) {
      assert.deepEqual(await from.session(one.id), one);
      assert.deepEqual(await from.sessionByToken(two.tokenHash), two);
    }
    await storage.write(workspace, (tx) => tx.updateSession(one.id, { revokedAt: now }));
    assert.deepEqual(await storage.sessionByToken(one.tokenHash), { ...one, revokedAt: now });
    assert.equal(await storage.session('ses_other'), undefined);
    assert.equal(await storage.sessionByToken('other'), undefined);

    const elsewhere = storage.write(other.id, (tx) => tx.updateSession(two.id, { revokedAt: null }));
    await assert.rejects(elsewhere, { code: 'missing' });
    await assert.rejects(storage.write(other.id, (tx) => tx.insertSession(sessionRow(workspace))), { code: 'misused' });
    const twin = storage.write(workspace, (tx) => tx.insertSession(sessionRow(workspace, { tokenHash: one.tokenHash })));
    await assert.rejects(twin, { code: 'conflict' });
    assert.deepEqual(await storage.session(two.id), two);
  });

  check('lets one of many have a slot who all ask for it at once, and frees it when its link is revoked', async ({ storage, open }) => {
    const other = await open();
    const turn = inTurn(storage, other);
    const { id: workspace } = await insertWorkspace(storage);
    const elsewhere = await insertLink(storage, { slot: 'instagram' });
    const insert = (index: number) => {
      const row = linkRow(workspace, { slot: 'instagram' });
      return turn(index)
        .write(workspace, (tx) => tx.insertLink(row))
        .then(() => row)
        .catch((error: unknown) => {
          assert.equal((error as { code?: string }).code, 'conflict');
          return undefined;
        });
    };
    const rows = (await atOnce(10, insert)).filter((row) => row !== undefined);
    assert.equal(rows.length, 1);
    const [winner] = rows;
    assert.ok(winner);
    assert.deepEqual((await other.linkBySlot(workspace, 'instagram'))?.link, winner);
    assert.deepEqual((await other.linkBySlot(elsewhere.workspace, 'instagram'))?.link, elsewhere);
    assert.equal(await other.linkBySlot(workspace, 'tiktok'), undefined);
    await insertLinks(storage, workspace, { slot: 'tiktok' }, { slot: null }, { slot: null });

    await storage.write(workspace, (tx) => tx.updateLink(winner.id, { revokedAt: now }));
    assert.equal(await other.linkBySlot(workspace, 'instagram'), undefined);
    const next = await insert(0);
    assert.deepEqual((await other.linkBySlot(workspace, 'instagram'))?.link, next);
    const ofSlot = await storage.links({ workspace, slot: 'instagram', limit: 10, now });
    assert.deepEqual(ofSlot.map(({ link }) => link.id).toSorted(), [winner.id, next?.id].toSorted());
  });

  check('finds links that hold all words, each letter of which means itself', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const texts = ['100% Arabica', '100 Arabica', 'spring_2026', 'spring-2026', 'a\\b', 'a/b', 'ÉCLAIR Größe', 'Ωmega Ёлка', "O'Neil"];
    await insertLinks(storage, workspace, ...named(...texts));
    await insertLinks(storage, (await insertWorkspace(storage)).id, ...named('100% elsewhere'));
    assert.deepEqual(await search(storage, workspace, '100%'), ['100% Arabica']);
    assert.deepEqual(await search(storage, workspace, 'arabica', '100'), ['100 Arabica', '100% Arabica']);
    assert.deepEqual(await search(storage, workspace, 'g_2'), ['spring_2026']);
    assert.deepEqual(await search(storage, workspace, 'a\\b'), ['a\\b']);
    assert.deepEqual(await search(storage, workspace, '\\'), ['a\\b']);
    assert.deepEqual(await search(storage, workspace, 'éclair', 'größe'), ['ÉCLAIR Größe']);
    assert.deepEqual(await search(storage, workspace, 'ωmega', 'ёлка'), ['Ωmega Ёлка']);
    assert.deepEqual(await search(storage, workspace, "o'neil"), ["O'Neil"]);
    assert.deepEqual(await search(storage, workspace, 'arabica', 'spring'), []);
    assert.deepEqual(await search(storage, workspace, '%%'), []);
    assert.equal((await search(storage, workspace)).length, texts.length);
  });

  check('searches together with every other filter, page by page', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const parts = Array.from({ length: 9 }, (_, index) => ({ ...named(`Client ${index % 3}`)[0], createdAt: now + index }));
    await insertLinks(storage, workspace, ...parts, { ...named('Client 1')[0], pausedAt: 1, createdAt: now + 20 });
    const filter = { workspace, words: ['client', '1'], status: 'active', limit: 2, now } as const;
    const first = await storage.links(filter);
    assert.deepEqual(first.map(({ link }) => link.createdAt - now), [7, 4]);
    const [, last] = first;
    assert.ok(last);
    const second = await storage.links({ ...filter, after: last.link });
    assert.deepEqual(second.map(({ link }) => link.createdAt - now), [1]);
  });

  check('names links by their client, or else by their description', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const parts = [{ clientName: 'Harbour Coffee', description: 'Spring' }, { description: 'Autumn' }, {}];
    const [both, described, bare] = await insertLinks(storage, workspace, ...parts);
    assert.ok(both && described && bare);
    const names = await storage.linkNames([both.id, described.id, bare.id, 'lnk_other']);
    const expected = [[both.id, 'Harbour Coffee'], [described.id, 'Autumn'], [bare.id, null]] as const;
    assert.deepEqual(names, new Map(expected));
    assert.deepEqual(await storage.linkNames([]), new Map());
  });

  check('reads events of some types, and those of one link, newest first', async ({ storage }) => {
    const link = await insertLink(storage);
    const { workspace } = link;
    const [other] = await insertLinks(storage, workspace, {});
    assert.equal(await storage.lastSeq(workspace), 0);
    const types: EventType[] = ['link.created', 'link.opened', 'link.created', 'link.revealed', 'link.opened'];
    await storage.write(workspace, async (tx) => {
      for (const type of types) {
        await tx.append(newEvent({ type, link: link.id }));
        await tx.append(newEvent({ type, link: other?.id ?? null }));
        await tx.append(newEvent({ type }));
      }
    });
    const seqs = async (after: number, limit: number, ...of: EventType[]) =>
      (await storage.events({ workspace, after, types: of, limit })).map(({ seq }) => seq);
    assert.deepEqual(await seqs(0, 100, 'link.revealed'), [10, 11, 12]);
    assert.deepEqual(await seqs(6, 3, 'link.opened', 'link.created'), [7, 8, 9]);
    assert.deepEqual(await seqs(0, 100, 'link.revoked'), []);
    assert.equal(await storage.lastSeq(workspace), 15);
    assert.equal(await storage.lastSeq('other'), 0);

    const ofLink = async (limit: number, before?: number) =>
      (await storage.activity({ workspace, link: link.id, limit, ...(before !== undefined && { before }) })).map(({ seq }) => seq);
    assert.deepEqual(await ofLink(100), [13, 10, 7, 4, 1]);
    assert.deepEqual(await ofLink(2), [13, 10]);
    assert.deepEqual(await ofLink(2, 10), [7, 4]);
    assert.deepEqual(await storage.activity({ workspace: 'other', link: link.id, limit: 10 }), []);
  });

  check('keeps who did something with the event', async ({ storage }) => {
    const { id: workspace } = await insertWorkspace(storage);
    const actor = { kind: 'sharer', name: 'Maya ‘Mae’ Chén', email: 'maya@northlight.example' } as const;
    await storage.write(workspace, (tx) => tx.append(newEvent({ actor })));
    const [event] = await storage.events({ workspace, after: 0, limit: 1 });
    assert.deepEqual(event?.actor, actor);
  });

  check('lets an idempotency key stand for another resource, in its own workspace alone', async ({ storage }) => {
    const [one, other] = [await insertWorkspace(storage), await insertWorkspace(storage)];
    const place = { principal: 'key:1', operation: 'sessions.create', key: 'k' };
    const row = { ...place, workspace: one.id, requestHash: 'h', resource: 'ses_1', createdAt: now };
    const twin = { ...row, workspace: other.id };
    await storage.write(one.id, (tx) => tx.insertIdempotency(row));
    await storage.write(other.id, (tx) => tx.insertIdempotency(twin));
    await storage.write(one.id, (tx) => tx.repointIdempotency({ ...place, workspace: one.id, resource: 'ses_2' }));
    const kept = (workspace: string) => storage.idempotency(place.principal, workspace, place.operation, place.key);
    assert.deepEqual(await kept(one.id), { ...row, resource: 'ses_2' });
    assert.deepEqual(await kept(other.id), twin);
    const foreign = storage.write(one.id, (tx) => tx.repointIdempotency({ ...place, workspace: other.id, resource: 'ses_3' }));
    await assert.rejects(foreign, { code: 'misused' });
  });
};
