import { createHmac } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sealTokens } from '../sealed-tokens.ts';
import type { ConnectionRow, Storage, Writes } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';
import { createTestBackend } from '../testing/backend.ts';
import { createSchema } from '../testing/postgres-schema.ts';
import { connectionRow, insertLink } from '../testing/storage/rows.ts';
import { createVault } from '../vault.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const start = Date.UTC(2026, 10, 20, 12);
const keys = `test:${Buffer.alloc(32, 'keys of the platform notices').toString('base64')}`;
const secrets = { instagram: 'secret-of-instagram', facebook: 'secret-of-facebook', tiktok: 'secret-of-tiktok' } as const;
type App = keyof typeof secrets;
/** As each platform knows the account: some of these digits make a signature with a `+` or a `/` in plain base64. */
const accountId = '17841400000000001';

const inMemory = () => openStorage('sqlite::memory:');
const inPostgres = async (): Promise<Storage> => {
  const schema = await createSchema();
  onTestFinished(() => schema.drop());
  return openStorage(schema.url);
};

/** A backend with an account of each platform, and a database that can be away. */
const createStage = async (database: () => Promise<Storage> = inMemory) => {
  let time = start;
  const opened = await database();
  /** Writes that still succeed. */
  const left = { writes: Infinity };
  const write: Storage['write'] = <T>(workspace: string, work: (tx: Writes) => Promise<T>) => {
    left.writes -= 1;
    return left.writes < 0 ? Promise.reject(new Error('The database is away.')) : opened.write(workspace, work);
  };
  const lines: string[] = [];
  const note = (facts: unknown, message: string): void => void lines.push(`${message} ${JSON.stringify(facts)}`);
  const backend = await createTestBackend({
    database: new Proxy(opened, { get: (target, name) => (name === 'write' ? write : (Reflect.get(target, name) as unknown)) }),
    keys,
    now: () => time,
    log: { info: note, warn: note, error: note },
    rateLimits: { publicPerMinute: 1000, startsPerMinute: 1000 },
    instagram: { clientId: '1', clientSecret: secrets.instagram },
    facebook: { clientId: '2', clientSecret: secrets.facebook },
    tiktok: { clientId: 'tk', clientSecret: secrets.tiktok },
  });
  onTestFinished(async () => {
    await backend.close();
    await opened.close();
  });
  const vault = createVault(keys);
  const place = async (platform: App, id = accountId, connectedAt = time): Promise<ConnectionRow> => {
    const link = await insertLink(opened);
    const row = connectionRow(link, { platform: platform === 'tiktok' ? 'tiktok' : 'instagram', route: platform, accountId: id, connectedAt });
    const tokens = { accessToken: 'planted-token', accessExpiresAt: null, refreshToken: null, refreshExpiresAt: null, obtainedAt: connectedAt };
    const whole = { ...row, tokensSealed: sealTokens(vault, row.id, tokens) };
    await opened.write(link.workspace, (tx) => tx.insertConnection(whole));
    return whole;
  };
  return {
    lines,
    left,
    place,
    after: (ms: number) => void (time += ms),
    post: (path: string, init: RequestInit = {}): Promise<Response> =>
      backend.fetch(`${backend.origin}/platforms/${path}`, { method: 'POST', ...init }),
    status: async ({ id }: ConnectionRow) => (await opened.connection(id))?.status,
    events: async ({ id, workspace }: ConnectionRow) =>
      (await opened.events({ workspace, after: 0, limit: 100 })).filter(({ connection }) => connection === id).map(({ type }) => type),
    counts: () => Object.fromEntries(backend.connect.noticeCounts.all().map(({ outcome, count }) => [outcome, count])),
    work: () => backend.runDue(),
  };
};

const hmac = (secret: string, text: string, algorithm = 'sha256') => createHmac(algorithm, secret).update(text).digest();
const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString('base64url');

/** What Meta would send `at` this time: the parts, and how they make a body. */
const signedRequest = (app: App, change: object = {}, at = start) => {
  const fields = { algorithm: 'HMAC-SHA256', issued_at: Math.floor(at / second), user_id: accountId, ...change };
  const payload = base64url(JSON.stringify(fields));
  const signature = hmac(secrets[app], payload);
  return { payload, signature, whole: `${base64url(signature)}.${payload}` };
};
const form = (...values: readonly string[]): RequestInit => ({ body: new URLSearchParams(values.map((value) => ['signed_request', value])) });

/** A payload whose signature has characters that the two base64s write differently. */
const withSigns = (app: App) => {
  for (let serial = 0; ; serial += 1) {
    const request = signedRequest(app, { serial });
    if (/[+/]/.test(request.signature.toString('base64'))) return request;
  }
};

type Expected = readonly [status: number, outcome: string];
const taken = [200, 'ended'] as const;
const forged = [403, 'forged'] as const;
const untimely = [403, 'untimely'] as const;
const malformed = [400, 'malformed'] as const;

/** Each way in which a notice can be right or wrong, its body and headers, and what comes of it. */
const metaCases = (app: 'instagram' | 'facebook'): readonly (readonly [what: string, init: RequestInit, expected: Expected])[] => {
  const { payload, signature, whole } = signedRequest(app);
  const named = (algorithm: unknown) => form(signedRequest(app, { algorithm }).whole);
  const issued = (age: number) => form(signedRequest(app, {}, start - age).whole);
  return [
    ['as it should be', form(whole), taken],
    ['with padding after the signature', form(`${base64url(signature)}=.${payload}`), taken],
    ['with padding that was signed', form(`${base64url(hmac(secrets[app], `${payload}=`))}.${payload}=`), taken],
    ['with padding that was not signed', form(`${base64url(signature)}.${payload}=`), forged],
    ['without a body', {}, malformed],
    ['with an empty form', form(), malformed],
    ['with an empty field', form(''), malformed],
    ['with the field twice', form(whole, whole), malformed],
    ['with the field under another name', { body: new URLSearchParams({ signedRequest: whole }) }, malformed],
    ['as JSON', { body: JSON.stringify({ signed_request: whole }), headers: { 'content-type': 'application/json' } }, malformed],
    ['as parts of a form', { body: ((data) => (data.set('signed_request', whole), data))(new FormData()) }, malformed],
    ['as a web page', { body: '<!doctype html><title>Please wait</title>' }, malformed],
    ['without a signature', form(`.${payload}`), malformed],
    ['without a dot', form(payload), malformed],
    ['with a signature of another secret', form(`${base64url(hmac('elsewhere', payload))}.${payload}`), forged],
    ['with a signature of an empty secret', form(`${base64url(hmac('', payload))}.${payload}`), forged],
    ['with a signature of another platform’s app', form(`${base64url(hmac(secrets.tiktok, payload))}.${payload}`), forged],
    ['with a signature that is cut off', form(`${base64url(signature.subarray(0, 31))}.${payload}`), forged],
    ['with a signature that goes on', form(`${base64url(Buffer.concat([signature, Buffer.of(0)]))}.${payload}`), forged],
    ['with a signature in hex', form(`${signature.toString('hex')}.${payload}`), forged],
    ['with a signature in plain base64', form(`${withSigns(app).signature.toString('base64')}.${withSigns(app).payload}`), malformed],
    ['with a hash that needs no secret', form(`${base64url(hmac(payload, payload))}.${payload}`), forged],
    ['with a longer hash', form(`${base64url(hmac(secrets[app], payload, 'sha512'))}.${payload}`), forged],
    ['with an older hash', form(`${base64url(hmac(secrets[app], payload, 'sha1'))}.${payload}`), forged],
    ['signed before it was encoded', form(`${base64url(hmac(secrets[app], Buffer.from(payload, 'base64url').toString()))}.${payload}`), forged],
    ['about somebody else', form(`${base64url(signature)}.${signedRequest(app, { user_id: '2' }).payload}`), forged],
    ['that names no algorithm', named(undefined), malformed],
    ['that names the algorithm "none"', named('none'), malformed],
    ['that names another algorithm', named('HMAC-SHA512'), malformed],
    ['that names the algorithm in a list', named(['HMAC-SHA256']), malformed],
    ['without a person', form(signedRequest(app, { user_id: undefined }).whole), malformed],
    ['about several persons', form(signedRequest(app, { user_id: [accountId] }).whole), malformed],
    ['without a time', form(signedRequest(app, { issued_at: undefined }).whole), malformed],
    ['with a time in words', form(signedRequest(app, { issued_at: 'now' }).whole), malformed],
    ['with a time in ms', form(signedRequest(app, { issued_at: start }).whole), untimely],
    ['of a clock that is four minutes behind', issued(4 * minute), taken],
    ['of a clock that is four minutes ahead', issued(-4 * minute), taken],
    ['of a clock that is six minutes ahead', issued(-6 * minute), untimely],
    ['of almost an hour ago', issued(59 * minute), taken],
    ['of more than an hour ago', issued(61 * minute), untimely],
  ];
};

const removed = (openId = accountId, at = start) => ({
  client_key: 'tk',
  event: 'authorization.removed',
  create_time: Math.floor(at / second),
  user_openid: openId,
  content: '{"reason":1}',
});

/** A webhook of TikTok's, signed at `t`. */
const webhook = (content: unknown, { t = Math.floor(start / second), secret = secrets.tiktok as string } = {}): RequestInit => {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  return { body, headers: { 'tiktok-signature': `t=${t},s=${hmac(secret, `${t}.${body}`).toString('hex')}` } };
};

const tiktokCases = (): readonly (readonly [what: string, init: RequestInit, expected: Expected])[] => {
  const body = JSON.stringify(removed());
  const t = Math.floor(start / second);
  const s = hmac(secrets.tiktok, `${t}.${body}`).toString('hex');
  const header = (value: string | undefined): RequestInit => ({ body, ...(value !== undefined && { headers: { 'tiktok-signature': value } }) });
  const twice = new Headers([['tiktok-signature', `t=${t},s=${s}`], ['tiktok-signature', `t=${t},s=${s}`]]);
  const signedAt = (age: number) => webhook(removed(accountId, start - age), { t: Math.floor((start - age) / second) });
  return [
    ['as it should be', webhook(removed()), taken],
    ['with a signature in capitals', header(`t=${t},s=${s.toUpperCase()}`), taken],
    ['with its parts the other way round', header(`s=${s}, t=${t}`), taken],
    ['with parts that nobody knows', header(`t=${t},v1=${s},s=${s}`), taken],
    ['without a header', header(undefined), forged],
    ['with an empty header', header(''), forged],
    ['with the header twice', { body, headers: twice }, forged],
    ['with two times', header(`t=${t},t=${t},s=${s}`), forged],
    ['with two signatures', header(`t=${t},s=${s},s=${'0'.repeat(64)}`), forged],
    ['without a time', header(`s=${s}`), forged],
    ['without a signature', header(`t=${t}`), forged],
    ['with the signature under another name', header(`t=${t},v1=${s}`), forged],
    ['with a signature of another secret', webhook(removed(), { secret: 'elsewhere' }), forged],
    ['with a signature of an empty secret', webhook(removed(), { secret: '' }), forged],
    ['with a signature of the client key', webhook(removed(), { secret: 'tk' }), forged],
    ['with a signature of another platform', webhook(removed(), { secret: secrets.instagram }), forged],
    ['with a signature that is cut off', header(`t=${t},s=${s.slice(0, 62)}`), forged],
    ['with a signature that goes on', header(`t=${t},s=${s}00`), forged],
    ['with a signature in base64', header(`t=${t},s=${Buffer.from(s, 'hex').toString('base64')}`), forged],
    ['with a longer hash', header(`t=${t},s=${hmac(secrets.tiktok, `${t}.${body}`, 'sha512').toString('hex')}`), forged],
    ['signed without its time', header(`t=${t},s=${hmac(secrets.tiktok, body).toString('hex')}`), forged],
    ['signed without the dot', header(`t=${t},s=${hmac(secrets.tiktok, `${t}${body}`).toString('hex')}`), forged],
    ['signed at another time', header(`t=${t + 1},s=${s}`), forged],
    ['with a body that was changed', { ...header(`t=${t},s=${s}`), body: body.replace('"reason\\":1', '"reason\\":2') }, forged],
    ['with a body that was spaced', { ...header(`t=${t},s=${s}`), body: `${body}\n` }, forged],
    ['with a time in ms', webhook(removed(), { t: start }), forged],
    ['with a time before all times', webhook(removed(), { t: -1 }), forged],
    ['of a clock that is four minutes behind', signedAt(4 * minute), taken],
    ['of a clock that is four minutes ahead', signedAt(-4 * minute), taken],
    ['of a clock that is six minutes ahead', signedAt(-6 * minute), untimely],
    ['of the last of its attempts, three days on', signedAt(72 * hour), taken],
    ['of more than three days ago', signedAt(73 * hour), untimely],
    ['without a body', webhook(''), malformed],
    ['with a body that is no JSON', webhook('{"event":'), malformed],
    ['with a form as its body', webhook('event=authorization.removed'), malformed],
    ['with nothing that happened', webhook('7'), malformed],
    ['about another app', webhook({ ...removed(), client_key: 'another' }), malformed],
    ['without a person', webhook({ ...removed(), user_openid: '' }), malformed],
    ['without a time of its own', webhook({ ...removed(), create_time: null }), malformed],
    ['with a time of its own in ms', webhook({ ...removed(), create_time: start }), malformed],
    ['with a time of its own that is six minutes ahead', webhook(removed(accountId, start + 6 * minute)), malformed],
    ['with a time of its own that is four minutes ahead', webhook(removed(accountId, start + 4 * minute)), taken],
    ['of something else', webhook({ ...removed(), event: 'video.publish.complete' }), [200, 'ignored']],
  ];
};

describe.each([
  ['Instagram', 'instagram', 'meta/deauthorize', metaCases('instagram')],
  ['Facebook', 'facebook', 'meta/deauthorize', metaCases('facebook')],
  ['TikTok', 'tiktok', 'tiktok/webhook', tiktokCases()],
] as const)('%s', (_name, app, path, cases) => {
  test.each(cases)('a notice %s: %#', async (_what, init, [status, outcome]) => {
    const { counts, events, lines, place, post, status: statusOf } = await createStage();
    const row = await place(app, accountId, start - 100 * hour);
    const answer = await post(path, init);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    if (status !== 200) expect(await answer.json()).toMatchObject({ code: outcome });
    expect(counts()).toEqual({ [outcome]: 1 });
    expect(await statusOf(row)).toBe(outcome === 'ended' ? 'disconnected' : 'active');
    expect(await events(row)).toEqual(outcome === 'ended' ? ['connection.disconnected'] : []);
    expect(lines.join('\n')).not.toContain(accountId);
  });

  const genuine = (at: number): RequestInit =>
    app === 'tiktok' ? webhook(removed(accountId, at), { t: Math.floor(at / second) }) : form(signedRequest(app, {}, at).whole);

  test('clocks that differ by minutes are believed; what was connected within the difference is taken for newer, and kept', async () => {
    const { counts, place, post, status } = await createStage();
    const row = await place(app, accountId, start - 2 * minute);
    expect((await post(path, genuine(start - 4 * minute))).status).toBe(200);
    expect(await status(row)).toBe('active');
    expect((await post(path, genuine(start + 4 * minute))).status).toBe(200);
    expect(await status(row)).toBe('disconnected');
    expect(counts()).toEqual({ outdated: 1, ended: 1 });
  });

  test('what is sent many times at once ends an account once', async () => {
    for (const database of [inMemory, inPostgres]) {
      const { counts, events, place, post } = await createStage(database);
      const rows = [await place(app), await place(app)];
      const answers = await Promise.all(Array.from({ length: 6 }, () => post(path, genuine(start))));
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
      for (const row of rows) expect(await events(row)).toEqual(['connection.disconnected']);
      const { ended = 0, repeated = 0 } = counts();
      expect(ended + repeated).toBe(6);
    }
  });

  test('what happened before somebody connected again is late, in whatever order it comes', async () => {
    const { after, counts, place, post, status } = await createStage();
    const old = await place(app);
    after(minute);
    const again = await place(app);
    // The later one first: it ends both; the earlier one then has nothing left to end.
    expect((await post(path, genuine(start + 30 * second))).status).toBe(200);
    expect([await status(old), await status(again)]).toEqual(['disconnected', 'active']);
    expect((await post(path, genuine(start + 10 * second))).status).toBe(200);
    expect([await status(old), await status(again)]).toEqual(['disconnected', 'active']);
    after(minute);
    expect((await post(path, genuine(start + 2 * minute))).status).toBe(200);
    expect(await status(again)).toBe('disconnected');
    expect((await post(path, genuine(start + 30 * second))).status).toBe(200);
    expect(counts()).toEqual({ ended: 2, outdated: 1, repeated: 1 });
  });

  test('what a database could not take is not called taken, and is carried out when it comes again', async () => {
    const { events, left, place, post, status } = await createStage();
    const rows = [await place(app), await place(app), await place(app)];
    left.writes = 1;
    const refused = await post(path, genuine(start));
    expect([refused.status, await refused.json()]).toMatchObject([500, { code: 'internal_error' }]);
    left.writes = Infinity;
    expect((await post(path, genuine(start))).status).toBe(200);
    for (const row of rows) {
      expect(await status(row)).toBe('disconnected');
      expect(await events(row)).toEqual(['connection.disconnected']);
    }
  });
});

test('a batch of TikTok’s ends all whom it names, whatever else is in it, and again what was left when it comes again', async () => {
  const { counts, left, place, post, status } = await createStage();
  const people = ['one', 'two', 'three', 'four'];
  const rows: ConnectionRow[] = [];
  for (const id of people) rows.push(await place('tiktok', id));
  const odd = [null, 7, [], {}, { ...removed('five'), client_key: 'another' }, { ...removed(), user_openid: { id: 'one' } }];
  const batch = webhook([...people.map((id) => removed(id)), ...odd, removed('nobody'), removed('one'), { ...removed('two'), event: 'other' }]);
  left.writes = 2;
  expect((await post('tiktok/webhook', batch)).status).toBe(500);
  left.writes = Infinity;
  expect((await post('tiktok/webhook', batch)).status).toBe(200);
  expect(await Promise.all(rows.map(status))).toEqual(people.map(() => 'disconnected'));
  const { ended, unknown, ignored, unreadable } = counts();
  expect({ ended, unknown, ignored, unreadable }).toEqual({ ended: 4, unknown: 1, ignored: 2, unreadable: 12 });
});

const paths = ['meta/deauthorize', 'meta/data-deletion', 'tiktok/webhook'];
test.each(paths)('%s reads no body to its end that is too large, whatever its length says', async (path) => {
  const { counts, post } = await createStage();
  const chunk = new Uint8Array(16_384).fill(120);
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      given += 1;
      controller.enqueue(chunk);
    },
  });
  const answer = await post(path, { body: endless, duplex: 'half' } as RequestInit);
  expect([answer.status, await answer.json()]).toMatchObject([413, { code: 'too_large' }]);
  expect(given).toBeLessThan(10);
  const stated = await post(path, { body: 'x', headers: { 'content-length': '65537' } });
  expect(stated.status).toBe(413);
  // As much as is allowed is read, and then judged.
  expect((await post(path, { body: 'x'.repeat(65_536) })).status).not.toBe(413);
  expect(counts()).toMatchObject({ too_large: 2 });
});
