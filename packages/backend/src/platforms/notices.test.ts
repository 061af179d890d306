import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { metaNotices } from './meta-notice.ts';
import { tiktokNotices } from './tiktok-notice.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('Meta’s signed_request', () => {
  const secret = 'emulator-app-secret';
  const at = 1_700_000_000_000;
  // Computed apart from this code, with the secret above.
  const vector =
    'YodZmqJQUGRsHP-9lD7V4Y5UHwjfklkPPBVVUFX5hV4.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImlzc3VlZF9hdCI6MTcwMDAwMDAwMCwidXNlcl9pZCI6IjE3ODQxNDAwMDAwMDAwMDAxIn0';
  const [signature = '', payload = ''] = vector.split('.');
  const read = (signedRequest: string, { channel = 'deauthorize', now = at, secrets = [secret] } = {}) =>
    metaNotices(
      secrets.map((each, index) => ({ setting: `SECRET_${index + 1}`, secret: each })),
      () => now,
    ).read({ channel, headers: new Headers(), body: bytes(new URLSearchParams({ signed_request: signedRequest }).toString()) });
  const sign = (text: string, padding = '', algorithm = 'sha256'): string => {
    const encoded = Buffer.from(text).toString('base64url') + padding;
    return `${createHmac(algorithm, secret).update(encoded).digest('base64url')}.${encoded}`;
  };
  const payloadOf = (change: object = {}) =>
    JSON.stringify({ algorithm: 'HMAC-SHA256', issued_at: at / 1000, user_id: '17841400000000001', ...change });
  const fault = (of: string) => ({ kind: 'refused', fault: of });

  test('says who removed the app, and when', () => {
    expect(read(vector)).toEqual({
      kind: 'genuine',
      notices: [{ kind: 'access_ended', accountIds: ['17841400000000001'], reason: 'removed_at_platform', occurredAt: at }],
      ignored: 0,
      unreadable: 0,
      signedWith: 'SECRET_1',
    });
  });

  test('says who asks for deletion', () => {
    const reading = read(vector, { channel: 'data-deletion' });
    expect(reading).toMatchObject({ notices: [{ kind: 'deletion_requested', reason: 'deletion_requested' }] });
  });

  test('is believed with any of the secrets, and tells which', () => {
    expect(read(vector, { secrets: ['instagram-secret', secret] })).toMatchObject({ kind: 'genuine', signedWith: 'SECRET_2' });
  });

  test.each([
    ['padded', sign(payloadOf({ pad: 'x' }), '=')],
    ['with a padded signature', `${signature}=.${payload}`],
    ['with the algorithm in lower case', sign(payloadOf({ algorithm: 'hmac-sha256' }))],
    ['with an id as a number', sign(`{"algorithm":"HMAC-SHA256","issued_at":1700000000,"user_id":17841400000000001}`)],
  ])('is read %s, to the last digit', (_how, signedRequest) => {
    expect(read(signedRequest)).toMatchObject({ kind: 'genuine', notices: [{ accountIds: ['17841400000000001'] }] });
  });

  test.each([
    ['another secret', read(vector, { secrets: ['emulator-app-secreT'] })],
    ['no secret at all', read(vector, { secrets: [] })],
    ['another payload', read(`${signature}.${Buffer.from(payloadOf({ user_id: '2' })).toString('base64url')}`)],
    ['a changed signature', read(`Z${vector.slice(1)}`)],
    ['a signature whose last byte was changed', read(`${signature.slice(0, -2)}AA.${payload}`)],
    ['half a signature', read(`${signature.slice(0, 21)}.${payload}`)],
    ['the hash of another algorithm', read(sign(payloadOf(), '', 'sha512'))],
    ['the signature of the decoded payload', read(`${createHmac('sha256', secret).update(Buffer.from(payload, 'base64url')).digest('base64url')}.${payload}`)],
  ])('is forged with %s', (_what, reading) => expect(reading).toEqual(fault('forged')));

  test.each([
    ['nothing', ''],
    ['no dot', `${signature}${payload}`],
    ['two dots', `${vector}.x`],
    ['no signature', `.${payload}`],
    ['spaces', `${signature} .${payload}`],
    ['another algorithm named', sign(payloadOf({ algorithm: 'none' }))],
    ['no user', sign(payloadOf({ user_id: undefined }))],
    ['an empty user', sign(payloadOf({ user_id: '' }))],
    ['no time', sign(payloadOf({ issued_at: undefined }))],
    ['a time beyond all dates', sign(payloadOf({ issued_at: 1e15 }))],
    ['no JSON', sign('{')],
    ['JSON that is no object', sign('"17841400000000001"')],
  ])('is malformed with %s', (_what, signedRequest) => expect(read(signedRequest)).toEqual(fault('malformed')));

  test('is malformed at another address, twice in a form, or in bytes that are no text', () => {
    expect(read(vector, { channel: 'webhook' })).toEqual(fault('malformed'));
    const notices = metaNotices([{ setting: 'S', secret }], () => at);
    const body = (content: Uint8Array) => notices.read({ channel: 'deauthorize', headers: new Headers(), body: content });
    expect(body(bytes(`signed_request=${vector}&signed_request=${vector}`))).toEqual(fault('malformed'));
    expect(body(Uint8Array.of(0xff, 0xfe))).toEqual(fault('malformed'));
    expect(body(new Uint8Array())).toEqual(fault('malformed'));
    expect(body(bytes(JSON.stringify({ signed_request: vector })))).toEqual(fault('malformed'));
  });

  test.each([
    [-5 * 60_000, 'genuine'],
    [-5 * 60_000 - 1, 'untimely'],
    [60 * 60_000, 'genuine'],
    [60 * 60_000 + 1, 'untimely'],
  ])('read %d ms after it was issued it is %s', (age, outcome) => {
    const reading = read(vector, { now: at + age });
    expect(reading.kind === 'refused' ? reading.fault : reading.kind).toBe(outcome);
  });
});

describe('TikTok’s webhook', () => {
  const client = { clientId: 'emu_client_key', clientSecret: 'emulator-tt-secret' };
  const t = 1_700_000_001;
  // Computed apart from this code, with the secret above.
  const body =
    '{"client_key":"emu_client_key","event":"authorization.removed","create_time":1700000000,"user_openid":"emu-open-id-1","content":"{\\"reason\\":1}"}';
  const s = 'b5a1037010f108259e36b30236e2f1bdd7d62c26e5614c492a322436fb0eff34';
  const read = (header: string | undefined, content: string | Uint8Array = body, now = t * 1000, channel = 'webhook') =>
    tiktokNotices(client, () => now).read({
      channel,
      headers: new Headers(header === undefined ? {} : { 'TikTok-Signature': header }),
      body: typeof content === 'string' ? bytes(content) : content,
    });
  const signed = (content: string | Uint8Array) =>
    read(`t=${t},s=${createHmac('sha256', client.clientSecret).update(`${t}.`).update(content).digest('hex')}`, content);
  const event = (change: object = {}) => ({ ...(JSON.parse(body) as object), ...change });
  const fault = (of: string) => ({ kind: 'refused', fault: of });

  test('says whose authorization was removed, when and why', () => {
    expect(read(`t=${t},s=${s}`)).toEqual({
      kind: 'genuine',
      notices: [{ kind: 'access_ended', accountIds: ['emu-open-id-1'], reason: 'removed_at_platform', occurredAt: 1_700_000_000_000 }],
      ignored: 0,
      unreadable: 0,
      signedWith: 'TIKTOK_CLIENT_SECRET',
    });
    expect(read(`s=${s.toUpperCase()}, t=${t}`).kind).toBe('genuine');
  });

  test.each([
    ['{"reason":0}', 'removed_at_platform'],
    ['{"reason": 1 }', 'removed_at_platform'],
    ['{"reason":2}', 'account_deleted'],
    ['{"reason":3}', 'account_age_changed'],
    ['{"reason":4}', 'account_banned'],
    ['{"reason":5}', 'app_revoked'],
    ['{"reason":"4"}', 'account_banned'],
    ['{"reason":77}', 'removed_at_platform'],
    ['{', 'removed_at_platform'],
    [undefined, 'removed_at_platform'],
    [{ reason: 2 }, 'removed_at_platform'],
  ])('content %j means %s', (content, reason) => {
    expect(signed(JSON.stringify(event({ content })))).toMatchObject({ kind: 'genuine', notices: [{ reason }] });
  });

  test('may hold several, and others beside them', () => {
    const other = { client_key: 'emu_client_key', event: 'post.publish.complete', create_time: 1, user_openid: 'x', content: '{}' };
    const batch = [event(), other, event({ user_openid: 'two' }), event({ user_openid: undefined }), event({ client_key: 'another' }), 7];
    expect(signed(JSON.stringify(batch))).toMatchObject({
      kind: 'genuine',
      notices: [{ accountIds: ['emu-open-id-1'] }, { accountIds: ['two'] }],
      ignored: 1,
      unreadable: 3,
    });
    expect(signed(JSON.stringify(other))).toMatchObject({ notices: [], ignored: 1 });
    expect(signed('[]')).toMatchObject({ notices: [], ignored: 0 });
  });

  test.each([
    [-60, { occurredAt: (t - 60) * 1000 }],
    [0, { occurredAt: t * 1000 }],
    [300, { occurredAt: t * 1000 }],
  ])('that tells of what happened %d seconds from its signature is about what was there by then', (ahead, notice) => {
    expect(signed(JSON.stringify(event({ create_time: t + ahead })))).toMatchObject({ notices: [notice] });
  });

  test.each([
    ['more than five minutes after its signature', t + 301],
    ['in milliseconds', t * 1000],
  ])('is unreadable where it happened %s, and keeps the others of its batch', (_when, createTime) => {
    const ahead = event({ create_time: createTime });
    expect(signed(JSON.stringify(ahead))).toEqual(fault('malformed'));
    expect(signed(JSON.stringify([ahead, event()]))).toMatchObject({ notices: [{ occurredAt: 1_700_000_000_000 }], unreadable: 1 });
  });

  test.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['no time', `s=${s}`],
    ['no signature', `t=${t}`],
    ['another time', `t=${t + 1},s=${s}`],
    ['another signature', `t=${t},s=${s.replace('b5', 'b6')}`],
    ['half a signature', `t=${t},s=${s.slice(0, 32)}`],
    ['two signatures', `t=${t},s=${s},s=${s}`],
    ['two times', `t=${t},t=${t},s=${s}`],
    ['a time that is no number', `t=${t}x,s=${s}`],
  ])('is forged with %s', (_what, header) => expect(read(header)).toEqual(fault('forged')));

  test('is forged with a body that differs by a byte', () => {
    expect(read(`t=${t},s=${s}`, `${body} `)).toEqual(fault('forged'));
    expect(read(`t=${t},s=${s}`, bytes(`\u{feff}${body}`))).toEqual(fault('forged'));
  });

  test.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['no text', Uint8Array.of(0xff)],
    ['another app', JSON.stringify(event({ client_key: 'another' }))],
    ['no person', JSON.stringify(event({ user_openid: undefined }))],
    ['no time', JSON.stringify(event({ create_time: 'yesterday' }))],
  ])('is malformed with %s, though signed', (_what, content) => expect(signed(content)).toEqual(fault('malformed')));

  test('is malformed at another address', () => expect(read(`t=${t},s=${s}`, body, t * 1000, 'deauthorize')).toEqual(fault('malformed')));

  test.each([
    [-300_000, 'genuine'],
    [-300_001, 'untimely'],
    [72 * 3_600_000 + 300_000, 'genuine'],
    [72 * 3_600_000 + 300_001, 'untimely'],
  ])('read %d ms after it was signed it is %s', (age, outcome) => {
    const reading = read(`t=${t},s=${s}`, body, t * 1000 + age);
    expect(reading.kind === 'refused' ? reading.fault : reading.kind).toBe(outcome);
  });
});
