import type { ServerResponse } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createClient, verifyWebhook } from '@connect/sdk';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { openStorage } from './storage/storage.ts';
import { createTestBackend } from './testing/backend.ts';
import { cannedServer } from './testing/canned-server.ts';
import { insertWorkspace, newEvent } from './testing/storage/rows.ts';
import { untrustedServer } from './untrusted.test.fixture.ts';

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

type Answer = (response: ServerResponse) => void;

afterEach(() => vi.useRealTimers());

/** An event on its way to an endpoint whose first answer is this one; all others are 204. */
const onItsWay = async (first: Answer) => {
  let time = Date.now();
  const receiver = await cannedServer((_request, response) => {
    if (receiver.received.length === 1) first(response);
    else response.writeHead(204).end();
  });
  onTestFinished(() => receiver.close());
  const storage = await openStorage('sqlite::memory:');
  const backend = await createTestBackend({ database: storage, now: () => time, allowedHosts: [receiver.host] });
  onTestFinished(async () => {
    await backend.close();
    await storage.close();
  });
  const { webhooks } = createClient({ origin: backend.origin, apiKey: backend.apiKey, retries: 0, fetch: (request) => backend.fetch(request) });
  const { id, secret } = await webhooks.create({ url: `${receiver.origin}/hook`, types: ['link.created'] });
  const workspace = (await insertWorkspace(storage)).id;
  const event = await storage.write(workspace, (tx) => tx.append(newEvent({ createdAt: time })));
  return {
    receiver,
    secret,
    event,
    endpoint: () => webhooks.get(id),
    delivery: async () => {
      const [delivery, ...more] = (await webhooks.deliveries(id)).data;
      if (delivery === undefined || more.length > 0) throw new Error('There must be one delivery.');
      return delivery;
    },
    /** ms until it is tried again. */
    waits: async () => Date.parse((await webhooks.deliveries(id)).data[0]?.nextAttemptAt ?? '') - time,
    run: () => backend.runDue(),
    skip: (ms: number) => void (time += ms),
    now: () => time,
  };
};

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}, body = ''): Answer =>
  (response) =>
    void response.writeHead(code, headers).end(body);

const html = { 'content-type': 'text/html' };

test.each<[string, Answer]>([
  ['200', status(200)],
  ['202 with a web page', status(202, html, '<!doctype html><title>Thanks</title>')],
  ['204', status(204)],
  ['299', status(299)],
  ['200, compressed', status(200, { 'content-encoding': 'gzip' }, '')],
])('%s is taken: nothing else is sent', async (_what, answer) => {
  const { delivery, endpoint, receiver, run, skip } = await onItsWay(answer);
  await run();
  skip(4 * day);
  await run();
  expect(receiver.received).toHaveLength(1);
  expect(await delivery()).toMatchObject({ status: 'delivered', attempts: 1, failure: null, nextAttemptAt: null });
  expect(await endpoint()).toMatchObject({ disabled: false, failingSince: null });
});

const soon = [5 * second, 6 * second] as const;

/** What is not taken: how that is called, the status that is shown, and when it is sent again. */
const refusals: readonly (readonly [what: string, Answer, failure: string, shown: number | null, wait: readonly [number, number]])[] = [
  ['100 and then nothing that is HTTP', (response) => void response.socket?.end('HTTP/1.1 100 Continue\r\n\r\nwhat?'), 'cut_off', null, soon],
  ['no HTTP at all', (response) => void response.socket?.end('220 mail.example ESMTP\r\n'), 'cut_off', null, soon],
  ['nothing, and the connection is closed', (response) => void response.destroy(), 'cut_off', null, soon],
  [
    'half of what it announces',
    (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('half');
      setImmediate(() => response.destroy());
    },
    'cut_off',
    null,
    soon,
  ],
  ['more than is read', status(200, {}, 'x'.repeat(70_000)), 'too_large', null, soon],
  [
    'more than is read, once it is unpacked',
    (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(70_000))),
    'too_large',
    null,
    soon,
  ],
  ['a coding that nobody knows', status(200, { 'content-encoding': 'zip' }, 'x'), 'cut_off', null, soon],
  ['300', status(300), 'redirected', null, soon],
  ['301 to where it would be taken', status(301, { location: '/elsewhere' }), 'redirected', null, soon],
  ['302 to a login page', status(302, { location: 'https://login.example/' }), 'redirected', null, soon],
  ['304', status(304), 'redirected', null, soon],
  ['308 to this machine', status(308, { location: 'http://127.0.0.1:1/' }), 'redirected', null, soon],
  ['400', status(400), 'bad_status', 400, soon],
  ['401 with a web page', status(401, html, '<h1>Log in</h1>'), 'bad_status', 401, soon],
  ['404', status(404), 'bad_status', 404, soon],
  ['429 that does not say for how long', status(429), 'bad_status', 429, soon],
  ['429 for ten minutes', status(429, { 'retry-after': '600' }), 'bad_status', 429, [10 * minute, 10 * minute]],
  ['429 for a second', status(429, { 'retry-after': '1' }), 'bad_status', 429, soon],
  ['429 for a year', status(429, { 'retry-after': '31536000' }), 'bad_status', 429, [day, day]],
  ['429 for nobody knows what', status(429, { 'retry-after': 'later' }), 'bad_status', 429, soon],
  [
    '429 until a date',
    (response) => void response.writeHead(429, { 'retry-after': new Date(Date.now() + 20 * minute).toUTCString() }).end(),
    'bad_status',
    429,
    [20 * minute - 2 * second, 20 * minute + 2 * second],
  ],
  ['429 until a date that is over', status(429, { 'retry-after': 'Fri, 20 Nov 2020 12:00:00 GMT' }), 'bad_status', 429, soon],
  ['500 with a web page', status(500, html, '<h1>Oh no</h1>'), 'bad_status', 500, soon],
  ['503 for an hour', status(503, { 'retry-after': '3600' }), 'bad_status', 503, [60 * minute, 60 * minute]],
  ['599', status(599), 'bad_status', 599, soon],
];

test.each(refusals)('%s is not taken: the event comes again, under the same id', async (_what, answer, failure, shown, [least, most]) => {
  const { delivery, endpoint, event, now, receiver, run, secret, skip, waits } = await onItsWay(answer);
  await run();
  const { id } = await delivery();
  expect(await delivery()).toMatchObject({ status: 'pending', attempts: 1, failure, responseStatus: shown, deliveredAt: null });
  expect(await endpoint()).toMatchObject({ disabled: false, failingSince: new Date(now()).toISOString() });
  const wait = await waits();
  expect(wait).toBeGreaterThanOrEqual(least);
  expect(wait).toBeLessThanOrEqual(most);
  skip(wait - 1);
  await run();
  expect(receiver.received).toHaveLength(1);
  skip(1);
  await run();
  expect(await delivery()).toMatchObject({ id, status: 'delivered', attempts: 2, failure: null, responseStatus: 204 });
  expect(await endpoint()).toMatchObject({ disabled: false, failingSince: null });
  for (const { body, headers } of receiver.received) {
    const [at, signature] = [String(headers['webhook-timestamp']), String(headers['webhook-signature'])];
    expect(headers['webhook-id']).toBe(id);
    const parts = { headers: { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature }, body };
    await expect(verifyWebhook(parts, { secret, now: () => Number(at) * second })).resolves.toMatchObject({ id: event?.id });
  }
});

test.each<[string, Answer]>([
  ['says nothing', () => undefined],
  ['begins its answer and never ends it', (response) => void response.writeHead(200).write('{')],
])('an endpoint that %s has fifteen seconds; then the event comes again', async (_what, answer) => {
  const { delivery, receiver, run, skip, waits } = await onItsWay(answer);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const running = run();
  while (receiver.received.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await vi.advanceTimersByTimeAsync(14_000);
  expect(await delivery()).toMatchObject({ attempts: 0, status: 'pending' });
  await vi.advanceTimersByTimeAsync(1_000);
  await running;
  vi.useRealTimers();
  expect(await delivery()).toMatchObject({ status: 'pending', attempts: 1, failure: 'timeout', responseStatus: null });
  skip(await waits());
  await run();
  expect(await delivery()).toMatchObject({ status: 'delivered', attempts: 2 });
});

test('where nobody listens, events wait', async () => {
  const { delivery, receiver, run, skip, waits } = await onItsWay(status(204));
  await receiver.close();
  await run();
  expect(await delivery()).toMatchObject({ status: 'pending', attempts: 1, failure: 'connection_refused', responseStatus: null });
  skip(await waits());
  await run();
  expect(await delivery()).toMatchObject({ status: 'pending', attempts: 2, failure: 'connection_refused' });
});

const hangUp = async () => {
  const server = createServer((socket) => void socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  return { origin: `https://${host}`, host, close: async () => void server.close() };
};

const nobody = async () => {
  const server = await hangUp();
  await server.close();
  return { ...server, close: async () => undefined };
};

/** A label that no name server needs to be asked for: it is too long for a name. */
const noName = `${'x'.repeat(64)}.example`;

/** Who is there, what the failure is called, and what is said of it. */
const silences: readonly (readonly [what: string, () => Promise<{ origin: string; host: string; close: () => Promise<void> }>, string, RegExp])[] = [
  ['nobody listens', nobody, 'connection_refused', /^localhost:\d+ refused the connection: nothing listens there \(POST, ECONNREFUSED\)\.$/],
  ['the certificate is nobody’s', untrustedServer, 'bad_certificate', /^localhost:\d+ has no certificate that can be trusted \(POST, [A-Z_]*CERT[A-Z_]*\)\.$/],
  ['somebody hangs up', hangUp, 'cut_off', /^localhost:\d+ broke off, or answered with what is no HTTP \(POST, ECONNRESET\)\.$/],
  [
    'the name does not resolve',
    async () => ({ origin: `https://${noName}`, host: 'localhost:1', close: async () => undefined }),
    'unknown_name',
    /^x{64}\.example was not called: its name does not resolve \([A-Z]+\)\.$/,
  ],
];

test.each(silences)('where %s, the delivery and the log say so in words, without the rest of the address', async (_what, open, failure, sentence) => {
  const server = await open();
  onTestFinished(() => server.close());
  const logged: unknown[][] = [];
  const keep = (...line: unknown[]): void => void logged.push(line);
  const storage = await openStorage('sqlite::memory:');
  const backend = await createTestBackend({ database: storage, allowedHosts: [server.host], log: { info: keep, warn: keep, error: keep } });
  onTestFinished(async () => {
    await backend.close();
    await storage.close();
  });
  const { webhooks } = createClient({ origin: backend.origin, apiKey: backend.apiKey, retries: 0, fetch: (request) => backend.fetch(request) });
  const { id } = await webhooks.create({ url: `${server.origin}/hook?token=in-the-address` });
  const workspace = (await insertWorkspace(storage)).id;
  await storage.write(workspace, (tx) => tx.append(newEvent({ createdAt: Date.now() })));
  await backend.runDue();
  const [delivery] = (await webhooks.deliveries(id)).data;
  expect(delivery).toMatchObject({ status: 'pending', attempts: 1, failure, failureReason: expect.stringMatching(sentence) as string });
  const said = logged.filter(([, line]) => line === 'A webhook was not taken.');
  expect(said).toMatchObject([[{ failure, reason: delivery?.failureReason }, expect.any(String)]]);
  expect(JSON.stringify([logged, delivery])).not.toContain('in-the-address');
});

test('410 ends what is sent there, and says so; nothing is lost that can be asked for', async () => {
  const { delivery, endpoint, receiver, run, skip } = await onItsWay(status(410, { 'retry-after': '60' }));
  await run();
  expect(await delivery()).toMatchObject({ status: 'failed', attempts: 1, failure: 'bad_status', responseStatus: 410, nextAttemptAt: null });
  expect(await endpoint()).toMatchObject({ disabled: true, disabledReason: 'gone' });
  skip(4 * day);
  await run();
  expect(receiver.received).toHaveLength(1);
});
