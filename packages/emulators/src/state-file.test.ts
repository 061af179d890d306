import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import * as instagram from './instagram.test.fixture.ts';
import { withStateFile } from './state-file.ts';
import * as tiktok from './tiktok.test.fixture.ts';
import { createVisitor } from './visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'emulated-'));
const file = join(folder, 'state.json');
beforeEach(() => rmSync(file, { force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('tokens of Instagram, changed accounts and the clock outlive a restart', async () => {
  const first = withStateFile(instagram.emulate(), file);
  first.control.advance(3_600_000);
  first.control.update('harbourcoffee', { username: 'harbour', followers: 7 });
  const access_token = await instagram.getLongToken(first, 'harbourcoffee');
  const removed = await instagram.getLongToken(first, 'oakandpine');
  first.control.removeApp('oakandpine');
  await first.fetch(new Request('http://localhost:4600/'));

  const second = withStateFile(instagram.emulate(), file);
  const me = await instagram.getGraph(second, '/me', { access_token, fields: 'username,followers_count' });
  expect(await me.json()).toMatchObject({ username: 'harbour', followers_count: 7 });
  const gone = await instagram.getGraph(second, '/me', { access_token: removed });
  expect(await gone.json()).toMatchObject({ error: { error_subcode: 458 } });
  second.control.advance(60 * 86_400_000);
  expect((await instagram.getGraph(second, '/me', { access_token })).status).not.toBe(200);
  second.reset();
  await second.fetch(new Request('http://localhost:4600/'));
  const third = withStateFile(instagram.emulate(), file);
  expect((await instagram.getGraph(third, '/me', { access_token })).status).not.toBe(200);
});

test('a refresh token of TikTok works once, across a restart, and what was allowed is not asked again', async () => {
  const first = withStateFile(tiktok.emulate(), file);
  const old = await tiktok.getTokens(first);
  const next = await tiktok.refresh(first, old.refresh_token);

  const second = withStateFile(tiktok.emulate(), file);
  expect((await tiktok.getUser(second, next.access_token, 'open_id')).status).toBe(200);
  expect(await tiktok.refresh(second, old.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  expect((await tiktok.refresh(second, next.refresh_token)).access_token).toMatch(/^act\./);
  await createVisitor(second).authorize(tiktok.authorizeUrl(), { account: 'harbourcoffee' });
  const decisions = (emulator: typeof first) =>
    emulator.control.log().requests.filter(({ path }) => path.endsWith('/decision')).length;
  expect([decisions(first), decisions(second)]).toEqual([1, 0]);
  second.control.removeApp('harbourcoffee');
  await second.fetch(new Request('http://localhost:4600/'));
  expect((await tiktok.getUser(withStateFile(tiktok.emulate(), file), next.access_token, 'open_id')).status).not.toBe(200);
});

test('the file is there before the answer is, in one piece, and for its owner alone', async () => {
  const emulator = withStateFile(instagram.emulate(), file);
  await emulator.fetch(new Request('http://localhost:4600/'));
  expect(readdirSync(folder)).toEqual([]);
  const token = await instagram.getLongToken(emulator);
  expect(readFileSync(file, 'utf8')).toContain(token);
  expect(readdirSync(folder)).toEqual(['state.json']);
  expect(statSync(file).mode & 0o077).toBe(0);
});

test.each([
  ['something else', '{"version":1,"platform":"tiktok"}'],
  ['no JSON', 'half of'],
])('a file with %s is refused by its name, and left as it is', (_, text) => {
  writeFileSync(file, text);
  expect(() => withStateFile(instagram.emulate(), file)).toThrow(
    `${file}: This is not what an emulated instagram of this version has saved: delete it to begin anew`,
  );
  expect(readFileSync(file, 'utf8')).toBe(text);
});
