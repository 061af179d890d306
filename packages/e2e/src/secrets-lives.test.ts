import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { people, watchSecrets } from './secret-watch.ts';
import type { SecretKind } from './traces.ts';
import { clientSecret } from './watched-world.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const stage = watchSecrets();

const bin = fileURLToPath(new URL('../../backend/src/bin.ts', import.meta.url));
const command = ['--conditions=@connect/source', bin];
const processOf = (change: NodeJS.ProcessEnv = {}) => ({ env: { ...process.env, ...stage.environment, LOG_LEVEL: 'trace', ...change } });

/** `connect-backend` with these words; what it prints. */
const run = async (words: readonly string[], change: NodeJS.ProcessEnv): Promise<{ out: string; err: string }> => {
  const { stdout: out, stderr: err } = await promisify(execFile)(process.execPath, [...command, ...words], processOf(change));
  return { out, err };
};

/** `connect-backend work`, until something is so; all that it prints. */
const workUntil = async (isDone: () => Promise<boolean>, change: NodeJS.ProcessEnv): Promise<string> => {
  const child = spawn(process.execPath, [...command, 'work'], { ...processOf(change), stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    await expect.poll(isDone).toBe(true);
  } finally {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  return (await printed).join('\n');
};

describe('secrets stay out of logs, answers and the database’s files', () => {
  test('when a token is refreshed, when that is lost, and when it is refused', async () => {
    const { connect, traces, world } = stage;
    const { id } = await connect('tiktok');
    const later = (ms: number): void => {
      stage.pass(ms);
      world.tiktok.control.advance(ms);
      world.instagram.control.advance(ms);
      world.facebook.control.advance(ms);
    };
    later(3 * 60 * minute);
    const before = await world.client.connections.getAccessToken(id);
    for (const behaviour of [{ status: 500 }, 'rate-limited', 'temporarily-unavailable'] as const) {
      later(3 * 60 * minute);
      world.tiktok.control.next({ endpoint: 'refresh', behaviour });
      await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'platform_unavailable' });
    }
    later(minute);
    expect((await world.client.connections.getAccessToken(id)).accessToken).not.toBe(before.accessToken);
    later(3 * 60 * minute);
    world.tiktok.control.next({ endpoint: 'refresh', behaviour: 'cut-off' });
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'platform_unavailable' });
    later(minute);
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
    const lost = { status: 'needs_reconnect', reason: 'refresh_outcome_unknown' };
    expect(await world.client.connections.get(id)).toMatchObject(lost);

    await connect('tiktok');
    const held = [...traces.secrets.keys()].filter((secret) => secret.startsWith('rft.')).at(-1) ?? '';
    later(3 * 60 * minute);
    const refused = { error: 'invalid_grant', error_description: `Refresh token ${held} is invalid or expired.`, log_id: held };
    world.tiktok.control.next({ endpoint: 'refresh', behaviour: { status: 400, body: refused } });
    await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
    expect(await world.client.connections.get(id)).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_refused' });

    const lasting = await connect('instagram');
    later(60 * day - 2 * minute);
    await world.client.connections.getAccessToken(lasting.id);
    later(60 * day - 2 * minute);
    world.instagram.control.next({ endpoint: 'refresh', behaviour: 'permission' });
    await expect(world.client.connections.getAccessToken(lasting.id)).rejects.toMatchObject({ code: 'token_unavailable' });
    const ended = { status: 'needs_reconnect', reason: 'permission_removed' };
    expect(await world.client.connections.get(lasting.id)).toMatchObject(ended);

    // Facebook: renewed in the background, then refused with the token in the words.
    const page = await connect('facebook');
    const first = await world.client.connections.getAccessToken(page.id);
    later(20 * day);
    await world.connect.jobs.runDue();
    expect((await world.client.connections.getAccessToken(page.id)).accessToken).not.toBe('');
    expect(traces.secrets.get(first.accessToken)).toBe('platform token');
    later(20 * day);
    const words = `Error validating access token: ${first.accessToken} of emulated-app|${clientSecret}`;
    const error = { message: words, type: 'OAuthException', code: 190, error_subcode: 463 };
    world.facebook.control.next({ endpoint: 'exchange', behaviour: { status: 400, body: { error } } });
    await world.connect.jobs.runDue();
    expect(await world.client.connections.get(page.id)).toMatchObject({ status: 'needs_reconnect' });
  });

  test.each(['instagram', 'facebook', 'tiktok'] as const)(
    'when %s is disconnected by its receipt, also where that fails',
    async (platform) => {
      const { connect, person, world } = stage;
      for (const behaviour of [undefined, { status: 500 }] as const) {
        const { page, id } = await connect(platform);
        const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
        if (behaviour && platform !== 'instagram') world[platform].control.next({ endpoint: 'revoke', behaviour });
        for (const path of [receipt, `${receipt}?end`]) expect((await person.open(path)).status).toBe(200);
        expect((await person.send('POST', `${receipt}/disconnect`, new URLSearchParams())).status).toBe(200);
        expect((await person.open(receipt)).status).toBe(200);
        expect(await world.client.connections.get(id)).toMatchObject({ status: 'disconnected' });
        await expect(world.client.connections.getAccessToken(id)).rejects.toMatchObject({ code: 'token_unavailable' });
      }
    },
  );

  test('when platforms tell that an app was removed, and that data is to be deleted', async () => {
    const { connect, person, world } = stage;
    // Platforms sign with the time of this machine.
    stage.now();
    for (const platform of ['instagram', 'facebook', 'tiktok'] as const) {
      const { control } = world[platform];
      const { id } = await connect(platform);
      control.removeApp(people[platform].account);
      await control.notices();
      expect(await world.client.connections.get(id)).toMatchObject({ status: 'disconnected', reason: 'removed_at_platform' });
      await connect(platform);
      control.requestDeletion(people[platform].account);
      await control.notices();
      expect((await world.client.connections.get(id)).status).toBe('disconnected');
    }
    const forged = new URLSearchParams({ signed_request: `${'A'.repeat(43)}.e30` });
    expect((await person.send('POST', '/platforms/meta/deauthorize', forged)).status).toBe(403);
  });

  test('when the keys turn, in a worker’s log, and in what the command says', async () => {
    const { connect, traces, world } = stage;
    stage.now();
    const { id } = await connect('tiktok');
    world.inbox.secrets = [(await world.client.webhooks.create({ url: world.inbox.url })).secret];
    await connect('facebook');

    const { CONNECT_KEYS: before = '' } = stage.environment;
    const rotated = await run(['keys', 'rotate'], {});
    const keys = { CONNECT_KEYS: rotated.out.trim() };
    const [newest = ''] = keys.CONNECT_KEYS.split(',');
    const bytes = newest.slice(newest.indexOf(':') + 1);
    traces.plant('master key', bytes, Buffer.from(bytes, 'base64').toString('latin1'));
    expect(keys.CONNECT_KEYS).toContain(before);
    traces.saw('what `keys rotate` says', rotated.err);

    const status = () => run(['keys', 'status'], keys);
    traces.saw('what `keys status` prints', Object.values(await status()).join());
    const isDone = async () => world.inbox.posted.length > 0 && (await status()).out.includes('it can go');
    const log = await workUntil(isDone, keys);
    expect(log).toContain('"msg"');
    traces.saw('the worker’s log', log);
    traces.saw('what `keys status` prints', Object.values(await status()).join());
    const wrong = newest.replace(bytes, randomBytes(32).toString('base64'));
    await expect(run(['keys', 'status'], { CONNECT_KEYS: wrong })).rejects.toMatchObject({ code: 1 });
    // Nothing needs the old one any more.
    expect((await run(['keys', 'status'], { CONNECT_KEYS: newest })).out).toMatch(/^secret: .*; has sealed nothing$/m);
    expect((await world.client.connections.get(id)).status).toBe('active');
  });

  test('and each kind of them has passed by, so that it could have been found', () => {
    const { traces } = stage;
    const kinds: SecretKind[] = ['API key', 'binding', 'client secret', 'code', 'flow', 'link', 'master key', 'platform token', 'proof', 'receipt', 'state', 'verifier', 'webhook secret'];
    expect([...new Set(traces.secrets.values())].sort()).toEqual(kinds);
    expect(traces.exchanges.length).toBeGreaterThan(100);
  });
});
