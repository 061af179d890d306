import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { Headers as OtherHeaders, Request as OtherRequest } from 'undici';
import { expect, expectTypeOf, test } from 'vitest';
import { isConnectError, verifyWebhook, type Event, type WebhookHeaders, type WebhookParts, type WebhookRequest } from './index.ts';
import { fixtures } from './mocks/index.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const other = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const event = fixtures.event({ data: { handle: '@größe 日本' } });
const body = JSON.stringify(event);
const id = 'whd_000000000000000000000001';
const at = Date.now();
const seconds = Math.floor(at / 1000);

interface Message {
  readonly body?: string;
  readonly by?: readonly string[];
  readonly sentAt?: number;
}

/** A message as another implementation of Standard Webhooks signs it. */
const signed = ({ body: text = body, by = [secret], sentAt = at }: Message = {}) => ({
  headers: {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt / 1000)),
    'webhook-signature': by.map((key) => new Webhook(key).sign(id, new Date(sentAt), text)).join(' '),
  },
  body: text,
});

const requestOf = ({ headers, body: text }: ReturnType<typeof signed>): Request =>
  new Request('https://app.example/webhooks', { method: 'POST', headers, body: text });

const refusal = async (request: WebhookRequest | WebhookParts, options: Partial<Parameters<typeof verifyWebhook>[1]> = {}) => {
  const error = await verifyWebhook(request, { secret, now: () => at, ...options }).catch((reason: unknown) => reason);
  if (!isConnectError(error)) throw new Error('It was not refused.');
  expect(inspect(error)).not.toContain(secret.slice(6));
  return error.code;
};

test('what standardwebhooks and svix sign is verified, as a request and in parts', async () => {
  const options = { secret, now: () => at };
  await expect(verifyWebhook(requestOf(signed()), options)).resolves.toEqual(event);
  await expect(verifyWebhook(signed(), options)).resolves.toEqual(event);
  const { headers } = signed();
  await expect(verifyWebhook({ headers: new Headers(headers), body: new TextEncoder().encode(body) }, options)).resolves.toEqual(event);
  const loud = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), [value]]));
  await expect(verifyWebhook({ headers: loud, body: Buffer.from(body) }, options)).resolves.toEqual(event);
  const signature = new Svix(secret).sign(id, new Date(at), body);
  await expect(verifyWebhook({ headers: { ...headers, 'webhook-signature': signature }, body }, options)).resolves.toEqual(event);
  await expect(verifyWebhook(signed(), { secret })).resolves.toEqual(event);
});

const url = 'https://app.example/webhooks';
/** Bytes that are no instance of this realm's `Uint8Array`. */
const foreign = (text: string): Uint8Array => runInNewContext('Uint8Array.from(bytes)', { bytes: [...Buffer.from(text)] }) as Uint8Array;

/** Requests that are no instance of this realm's `Request`: of libraries, of polyfills, of test environments. */
const strangers: readonly (readonly [whose: string, (headers: Record<string, string>, text: string) => WebhookRequest | WebhookParts])[] = [
  ['the undici package', (headers, text) => new OtherRequest(url, { method: 'POST', headers, body: text })],
  [
    'a polyfill whose body is a stream of Node',
    (headers, text) => ({ headers: new OtherHeaders(headers), body: Readable.from([Buffer.from(text)]), bodyUsed: false, arrayBuffer: () => Promise.reject(new Error('Not asked.')) }),
  ],
  [
    'a polyfill whose body is no stream',
    (headers, text) => ({ headers: new Map(Object.entries(headers)), body: undefined, bodyUsed: false, arrayBuffer: async () => foreign(text).buffer as ArrayBuffer }),
  ],
  ['a framework with Headers of its own', (headers, text) => ({ headers: new OtherHeaders(headers), body: text })],
  ['a framework with a Map', (headers, text) => ({ headers: new Map(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value])), body: text })],
  ['a framework with pairs', (headers, text) => ({ headers: Object.entries(headers), body: text })],
  ['a framework that is asked for headers by their names', (headers, text) => ({ headers: { get: (name) => headers[name] ?? null }, body: text })],
  ['another realm', (headers, text) => ({ headers, body: foreign(text) })],
];

test.each(strangers)('what comes as a request of %s is verified, and refused for what is wrong with it', async (_whose, requestFrom) => {
  const { headers } = signed();
  await expect(verifyWebhook(requestFrom(headers, body), { secret, now: () => at })).resolves.toEqual(event);
  await expect(refusal(requestFrom(headers, body.replace('"seq":1', '"seq":2')))).resolves.toBe('webhook_signature_invalid');
  await expect(refusal(requestFrom({}, body))).resolves.toBe('webhook_unsigned');
  await expect(refusal(requestFrom(headers, 'x'.repeat(300_000)))).resolves.toBe('webhook_too_large');
});

test('a signature counts in whichever of several headers it stands', async () => {
  const { headers } = signed();
  const [wrong, right] = [signed({ by: [other] }).headers['webhook-signature'], headers['webhook-signature']];
  const twice = new Headers(headers);
  twice.set('webhook-signature', wrong);
  twice.append('webhook-signature', right);
  const several: readonly WebhookHeaders[] = [
    { ...headers, 'webhook-signature': [wrong, right] },
    [...Object.entries({ ...headers, 'webhook-signature': wrong }), ['Webhook-Signature', right]],
    twice,
  ];
  for (const each of several) await expect(verifyWebhook({ headers: each, body }, { secret, now: () => at })).resolves.toEqual(event);
  // Of two ids nobody knows which one is meant.
  await expect(refusal({ headers: { ...headers, 'webhook-id': [id, 'whd_2'] }, body })).resolves.toBe('webhook_signature_invalid');
});

test('no request at all is the receiver’s own fault, and says so', async () => {
  for (const nothing of [undefined, null, 'request', {}, { body }, { headers: undefined, body }]) {
    await expect(refusal(nothing as unknown as WebhookParts)).resolves.toBe('configuration');
  }
});

test('one of several secrets is enough, and so is one of several signatures', async () => {
  await expect(verifyWebhook(signed({ by: [other] }), { secret: [secret, other] })).resolves.toEqual(event);
  await expect(verifyWebhook(signed({ by: [other, secret] }), { secret })).resolves.toEqual(event);
  await expect(refusal(signed({ by: [other] }))).resolves.toBe('webhook_signature_invalid');
});

test.each([
  ['the body changed by a letter', (message: ReturnType<typeof signed>) => ({ ...message, body: message.body.replace('"seq":1', '"seq":2') })],
  ['another id', ({ headers, body: text }: ReturnType<typeof signed>) => ({ body: text, headers: { ...headers, 'webhook-id': 'whd_2' } })],
  ['another time', ({ headers, body: text }: ReturnType<typeof signed>) => ({ body: text, headers: { ...headers, 'webhook-timestamp': String(seconds + 1) } })],
  ...['v1,', 'v1', ',', 'v1,!!!!', `v1,${'A'.repeat(43)}=`, `v1a,${'A'.repeat(43)}=`, 'v2,x'].map(
    (signature) =>
      [`the signature ${signature}`, ({ headers, body: text }: ReturnType<typeof signed>) => ({ body: text, headers: { ...headers, 'webhook-signature': signature } })] as const,
  ),
  [
    'the right signature under another version',
    ({ headers, body: text }: ReturnType<typeof signed>) => ({ body: text, headers: { ...headers, 'webhook-signature': headers['webhook-signature'].replace('v1,', 'v1a,') } }),
  ],
] as const)('a message with %s is refused', async (_, forge) => {
  await expect(refusal(forge(signed()))).resolves.toBe('webhook_signature_invalid');
});

test.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('a message without %s is refused', async (name) => {
  const { headers } = signed();
  const rest = Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
  await expect(refusal({ headers: rest, body })).resolves.toBe('webhook_unsigned');
  await expect(refusal({ headers: { ...rest, [name]: '' }, body })).resolves.toBe('webhook_unsigned');
});

test('a message that is too old, or from the future, is refused by its own code', async () => {
  const when = (sentAt: number, toleranceSeconds?: number) => refusal(signed({ sentAt }), { toleranceSeconds });
  await expect(when(at - 302_000)).resolves.toBe('webhook_expired');
  await expect(when(at + 302_000)).resolves.toBe('webhook_expired');
  await expect(when(at - 12_000, 10)).resolves.toBe('webhook_expired');
  await expect(verifyWebhook(signed({ sentAt: at - 299_000 }), { secret, now: () => at })).resolves.toEqual(event);
  await expect(verifyWebhook(signed({ sentAt: at - 900_000 }), { secret, now: () => at, toleranceSeconds: 1000 })).resolves.toEqual(event);
  await expect(refusal(signed(), { now: () => Number.NaN })).resolves.toBe('webhook_expired');
  const { headers } = signed();
  const signature = new Webhook(secret).sign(id, new Date(Number.NaN), body);
  await expect(refusal({ headers: { ...headers, 'webhook-timestamp': 'NaN', 'webhook-signature': signature }, body })).resolves.toBe('webhook_expired');
  // What `Number` would take for this moment.
  for (const written of [`0x${seconds.toString(16)}`, `${seconds}.0`, `+${seconds}`]) {
    const mac = createHmac('sha256', Buffer.alloc(32, 7)).update(`${id}.${written}.${body}`).digest('base64');
    await expect(refusal({ headers: { ...headers, 'webhook-timestamp': written, 'webhook-signature': `v1,${mac}` }, body })).resolves.toBe('webhook_expired');
  }
});

test('a message that is forged and old is not told that it is old: only who has the secret learns of this clock', async () => {
  for (const sentAt of [at - 302_000, at + 302_000]) {
    await expect(refusal(signed({ by: [other], sentAt }))).resolves.toBe('webhook_signature_invalid');
  }
});

test('a message that is larger than any event is not read to its end', async () => {
  const long = 'x'.repeat(300_000);
  await expect(refusal(signed({ body: long }))).resolves.toBe('webhook_too_large');
  await expect(refusal(requestOf(signed({ body: long })))).resolves.toBe('webhook_too_large');
  let sent = 0;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array((sent += 1) && 65_536)),
  });
  const init = { method: 'POST', headers: signed().headers, body: endless, duplex: 'half' };
  await expect(refusal(new Request('https://app.example/', init))).resolves.toBe('webhook_too_large');
  expect(sent).toBeLessThan(10);
});

test('a body that cannot be read, or is no event, is refused as that', async () => {
  for (const text of ['', 'null', '[]', '{}', '{', '"evt_1"', JSON.stringify({ ...event, seq: '1' })]) {
    await expect(refusal(signed({ body: text }))).resolves.toBe('webhook_unreadable');
  }
  const used = requestOf(signed());
  await used.text();
  await expect(refusal(used)).resolves.toBe('webhook_unreadable');
  const parsed = { ...signed(), body: event as unknown as string };
  await expect(refusal(parsed)).resolves.toBe('webhook_unreadable');
  const broken = new ReadableStream({ pull: (controller) => controller.error(new Error('reset')) });
  const init = { method: 'POST', headers: signed().headers, body: broken, duplex: 'half' };
  await expect(refusal(new Request('https://app.example/', init))).resolves.toBe('webhook_unreadable');
});

test('a secret that is empty, missing, too short or none of ours is refused before anything is read', async () => {
  for (const wrong of ['', 'whsec_', 'whsec_!!!', 'whsec_c2hvcnQ=', [], [secret, ''], undefined]) {
    await expect(refusal(signed(), { secret: wrong as string })).resolves.toBe('configuration');
  }
});

test.each([
  ['', '`secret` is empty.'],
  [undefined, '`secret` is empty.'],
  [[], '`secret` is empty.'],
  [[secret, ''], '`secret[1]` is empty.'],
  [[secret, undefined], '`secret[1]` is empty.'],
  [[undefined, secret], '`secret[0]` is empty.'],
  // A list that was written with a comma too many.
  [[secret, , other], '`secret[1]` is empty.'],
  [['whsec_planted', secret], '`secret[0]` is not the secret of a webhook endpoint.'],
  ['planted', '`secret` is not the secret of a webhook endpoint.'],
])('which secret is wrong is said, and how (case %#)', async (wrong, sentence) => {
  const error: unknown = await verifyWebhook(signed(), { secret: wrong as string[] }).catch((reason: unknown) => reason);
  expect((error as Error).message).toContain(sentence);
  expect(inspect(error)).not.toContain('planted');
});

test('a tolerance that lets everything or nothing through is refused', async () => {
  for (const toleranceSeconds of [0, -1, Number.NaN, Infinity]) await expect(refusal(signed(), { toleranceSeconds })).resolves.toBe('configuration');
});

test('the entry for receivers carries neither ky nor zod', async () => {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const { outputFiles, metafile } = await build({
    stdin: { contents: `export * from './webhooks.ts';`, resolveDir: folder },
    bundle: true,
    minify: true,
    format: 'esm',
    metafile: true,
    write: false,
    absWorkingDir: folder,
  });
  expect(Object.keys(metafile.inputs).filter((path) => path.includes('node_modules'))).toEqual([]);
  expect(outputFiles[0]?.contents.length).toBeLessThan(8000);
});

test('types', () => {
  expectTypeOf(verifyWebhook).returns.resolves.toEqualTypeOf<Event>();
  expectTypeOf<Request>().toExtend<WebhookRequest>();
  expectTypeOf<OtherRequest>().toExtend<WebhookRequest>();
  expectTypeOf<IncomingHttpHeaders>().toExtend<WebhookHeaders>();
});
