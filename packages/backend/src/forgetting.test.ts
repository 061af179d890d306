import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { PlatformFailure } from './platforms/port.ts';
import { createRecipients, minute, type Recipients, type Seen } from './recipient.test.fixture.ts';
import { openSqlite } from './storage/sqlite.ts';

const make = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'connect-forgetting-'));
  const file = join(folder, 'connect.db');
  const stage = await createRecipients({ database: `sqlite:${file}` });
  const engine = openSqlite(file);
  onTestFinished(async () => {
    await stage.close();
    await engine.db.destroy();
    await rm(folder, { recursive: true });
  });
  const rows = async (query: string) => (await sql.raw<Record<string, unknown>>(query).execute(engine.db)).rows;
  return {
    ...stage,
    file,
    rows,
    /** Where a word stands, anywhere in the database. */
    async places(word: string): Promise<readonly string[]> {
      const found: string[] = [];
      for (const { name: table } of await rows("select name from sqlite_master where type = 'table'")) {
        for (const row of await rows(`select * from "${String(table)}"`)) {
          found.push(...Object.entries(row).flatMap(([name, value]) => (String(value).includes(word) ? [`${String(table)}.${name}`] : [])));
        }
      }
      return found;
    },
  };
};

const receiptOf = ({ html }: Seen): string => /\/r\/rc_[\w-]+/.exec(html)?.[0] ?? '';
const isDown = () => Promise.reject(new PlatformFailure('unavailable', 'The platform does not answer.'));

/** The page that says how a request to delete went. */
const answerTo = async (stage: Pick<Recipients, 'browser'>, response: Response): Promise<string> => {
  const { url } = (await response.json()) as { readonly url: string };
  return (await stage.browser().open(new URL(url).pathname)).text;
};

test('a request to delete ends a choice of accounts that is under way, and nothing sealed of it stays', async () => {
  const stage = await make();
  const browser = stage.browser();
  const page = await browser.connect((await stage.link()).url, 'dora,emil');
  expect(await stage.places('emil')).toEqual(['flow_accounts.id']);
  stage.after(minute);
  expect(await answerTo(stage, await stage.notice('emil', { kind: 'deletion_requested' }))).toContain('Your data was deleted');
  expect(await stage.rows('select fid from flows where code_sealed is not null or choosing = 1')).toEqual([]);
  expect(await stage.places('emil')).toEqual(['deletions.account_ids']);
  expect(await stage.places('dora')).toEqual([]);
  await browser.post(page.path.replace('/done', '/choose'), { answer: 'yes', account: 'dora' });
  expect(await stage.connections()).toEqual([]);
  // The platform has ended the access by itself.
  expect(stage.revoked).toEqual([]);
});

test('a request to delete leaves a choice whose consent is newer, and what ends by itself leaves no ids', async () => {
  const stage = await make();
  const asked = stage.now();
  stage.after(minute);
  await stage.browser().connect((await stage.link()).url, 'dora,emil');
  expect(await answerTo(stage, await stage.notice('dora', { kind: 'deletion_requested', occurredAt: asked }))).toContain('nothing stored');
  expect(await stage.places('emil')).toEqual(['flow_accounts.id']);
  stage.after(11 * minute);
  await stage.runDue();
  expect(await stage.places('emil')).toEqual([]);
  expect(stage.revoked).toEqual(['dora,emil']);
});

test('an access that its platform has ended ends the choice that lives from it', async () => {
  const stage = await make();
  await stage.browser().connect((await stage.link()).url, 'dora,emil');
  stage.after(minute);
  await stage.notice('dora');
  expect(await stage.rows('select fid from flows where code_sealed is not null')).toEqual([]);
  expect(stage.revoked).toEqual([]);
});

test.each([
  ['that was asked for before the end was made', 0, -10_000],
  ['of the same second', 400, 0],
])('a request to delete %s drops what was still to be told to the platform', async (_name, within, earlier) => {
  const stage = await make();
  const browser = stage.browser();
  stage.after(within);
  const receipt = receiptOf(await browser.connect((await stage.link()).url, 'dora'));
  stage.after(earlier === 0 ? 0 : minute);
  stage.meanwhile.revoke = isDown;
  await browser.post(`${receipt}/disconnect`);
  await browser.post(`${receipt}/forget`);
  expect(await stage.places('dora')).toEqual(['revocations.account_ids', 'revocation_accounts.id']);
  const occurredAt = Math.floor((stage.now() + earlier) / 1000) * 1000;
  expect(await answerTo(stage, await stage.notice('dora', { kind: 'deletion_requested', occurredAt }))).toContain('Your data was deleted');
  expect(await stage.places('dora')).toEqual(['deletions.account_ids']);
});

test('an end stays to be told where somebody agreed after what the platform tells', async () => {
  const stage = await make();
  const asked = stage.now();
  stage.after(minute);
  const browser = stage.browser();
  const receipt = receiptOf(await browser.connect((await stage.link()).url, 'dora'));
  stage.meanwhile.revoke = isDown;
  await browser.post(`${receipt}/disconnect`);
  await stage.notice('dora', { kind: 'deletion_requested', occurredAt: asked });
  expect(await stage.rows('select id from revocations')).toHaveLength(1);
});

test('what somebody had forgotten is forgotten, even where the process dies while it tells the platform', async () => {
  const stage = await make();
  const browser = stage.browser();
  const receipt = receiptOf(await browser.connect((await stage.link()).url, 'dora'));
  const [{ id } = { id: '' }] = await stage.connections();
  let answer = (): void => undefined;
  let forgetting: Promise<Seen> | undefined;
  await new Promise<void>((told) => {
    stage.meanwhile.revoke = () => {
      told();
      return new Promise((resolve) => (answer = resolve));
    };
    forgetting = browser.post(`${receipt}/forget`);
  });
  expect(await stage.connection(id)).toMatchObject({ status: 'disconnected', reason: 'deletion_requested', account: { handle: '' } });
  expect(await stage.places('dora')).toEqual(['revocations.account_ids', 'revocation_accounts.id']);
  answer();
  expect((await forgetting)?.text).toContain('is deleted');
  expect(await stage.places('dora')).toEqual([]);
});

test('what is forgotten is forgotten once, however often and from wherever it is asked', async () => {
  const stage = await make();
  const browser = stage.browser();
  const receipt = receiptOf(await browser.connect((await stage.link()).url, 'dora'));
  stage.after(minute);
  const ask = () => stage.notice('dora', { kind: 'deletion_requested' });
  await Promise.all([browser.post(`${receipt}/forget`), stage.browser().post(`${receipt}/forget`), ask(), ask()]);
  expect((await stage.events()).filter(({ type }) => type === 'connection.erased')).toHaveLength(1);
  expect((await stage.events()).filter(({ type }) => type === 'connection.disconnected')).toHaveLength(1);
});

test('whoever is forgotten while the platform does not answer reads that it is still being told', async () => {
  const stage = await make();
  const browser = stage.browser();
  const receipt = receiptOf(await browser.connect((await stage.link()).url, 'dora'));
  stage.meanwhile.revoke = isDown;
  expect((await browser.post(`${receipt}/forget`)).text).toContain(
    'We are still telling Example that the access has ended; what that takes is gone within a day at the latest.',
  );
});

test('nobody can guess from a request to delete that is done whose it was, and a repeated one is known', async () => {
  const stage = await make();
  await stage.browser().connect((await stage.link()).url, '17841400000000042');
  stage.after(minute);
  const occurredAt = stage.now();
  const ask = async () => ((await (await stage.notice('17841400000000042', { kind: 'deletion_requested', occurredAt })).json()) as { url: string }).url;
  const first = await ask();
  const [row = {}] = await stage.rows('select * from deletions');
  const guess = createHash('sha256').update(JSON.stringify(['tiktok', '17841400000000042', occurredAt])).digest('base64url');
  expect(Object.values(row)).not.toContain(guess);
  stage.after(31 * minute);
  await stage.runDue();
  expect(await stage.places('17841400000000042')).toEqual([]);
  expect(await ask()).toBe(first);
});

test('a request to delete that comes while the account is on its way lets it not be attached', async () => {
  const stage = await make();
  let text = '';
  stage.meanwhile.work = async () => {
    stage.after(2000);
    text = await answerTo(stage, await stage.notice('dora', { kind: 'deletion_requested' }));
    stage.after(2000);
  };
  const page = await stage.browser().connect((await stage.link()).url, 'dora');
  expect(text).toContain('nothing stored');
  expect(page.text).not.toContain('is connected');
  expect(await stage.connections()).toEqual([]);
  // Whoever agrees after it is let in.
  stage.meanwhile.work = () => Promise.resolve();
  await stage.browser().connect((await stage.link()).url, 'dora');
  expect(await stage.connections()).toMatchObject([{ status: 'active' }]);
});

test('whoever agrees anew in the second in which they asked for deletion is let in', async () => {
  const stage = await make();
  const link = await stage.link();
  await stage.browser().connect(link.url, 'dora');
  await stage.notice('dora', { kind: 'deletion_requested' });
  await stage.browser().connect(link.url, 'dora');
  expect((await stage.connections()).map(({ status }) => status).sort()).toEqual(['active', 'disconnected']);
});

test('whoever has connected anew since they asked is not told that there is nothing', async () => {
  const stage = await make();
  const asked = stage.now();
  stage.after(minute);
  await stage.browser().connect((await stage.link()).url, 'dora');
  const text = await answerTo(stage, await stage.notice('dora', { kind: 'deletion_requested', occurredAt: asked }));
  expect(text).toContain('What was connected before you asked is gone');
  expect(text).toContain('Your account was connected again since.');
  expect(await stage.connections()).toMatchObject([{ status: 'active' }]);
});
