import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { OutboundError } from '../outbound-error.ts';
import { ask, challengeOf, endOf, field, hexChallengeOf, newVerifier, read, readCallback, refusal, scopesOf } from './oauth.ts';
import { PlatformFailure, type OutboundRequest, type OutboundResponse } from './port.ts';

const answering = (response: Partial<OutboundResponse>) => ({
  send: async (): Promise<OutboundResponse> => ({ status: 200, headers: new Headers(), text: '{}', ...response }),
});

const failing = (error: unknown) => ({ send: () => Promise.reject(error as Error) });

const request: OutboundRequest = {
  method: 'POST',
  url: new URL('https://platform.example/token?access_token=QUERY-secret-1'),
  form: { client_id: 'public', client_secret: 'FORM+secret/2', code: 'co*de!3' },
  headers: { authorization: 'Bearer HEADER-secret-4' },
};

const failureOf = async (attempt: () => unknown): Promise<PlatformFailure> => {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PlatformFailure) return error;
    throw error;
  }
  throw new Error('Expected a PlatformFailure.');
};

// RFC 7636, appendix B.
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';

test('a challenge is the hash of its verifier, in base64url and in hex', () => {
  expect(challengeOf(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  expect(hexChallengeOf(verifier)).toBe('13d31e961a1ad8ec2f16b10c4c982e0876a878ad6df144566ee1894acb70f9c3');
});

test('verifiers are 43 unreserved characters and never the same', () => {
  const verifiers = Array.from({ length: 50 }, newVerifier);
  for (const one of verifiers) expect(one).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(new Set(verifiers).size).toBe(50);
});

test('scopes are read from lists, commas, spaces and encoded commas', () => {
  expect(scopesOf(['a', 'b'])).toEqual(['a', 'b']);
  expect(scopesOf('a,b')).toEqual(['a', 'b']);
  expect(scopesOf('a b,  c')).toEqual(['a', 'b', 'c']);
  expect(scopesOf('a%2Cb%2cc')).toEqual(['a', 'b', 'c']);
  expect(scopesOf(['a,b', 'b'])).toEqual(['a', 'b']);
  expect(scopesOf('')).toEqual([]);
});

test('scopes that were not said are unknown, not none', () => {
  const Answer = z.object({ scope: field.scopes });
  expect(z.parse(Answer, {}).scope).toBeUndefined();
  expect(z.parse(Answer, { scope: null }).scope).toBeUndefined();
  expect(z.parse(Answer, { scope: '' }).scope).toEqual([]);
});

test('a life counts in seconds, and an odd one as not said', () => {
  const Answer = z.object({ expires_in: field.seconds });
  expect(z.parse(Answer, { expires_in: 5183944 }).expires_in).toBe(5183944);
  expect(z.parse(Answer, { expires_in: '7200' }).expires_in).toBe(7200);
  for (const odd of [undefined, null, 0, -1, 'soon', '', NaN, 1e300, {}]) {
    expect(z.parse(Answer, { expires_in: odd }).expires_in).toBeUndefined();
  }
  expect(endOf(1000, 7200)).toBe(7_201_000);
  expect(endOf(1000, undefined)).toBeNull();
});

test('no answer is unavailable, and whether the request left is kept', async () => {
  for (const sent of [true, false]) {
    const error = new OutboundError('timeout', 'platform.example did not answer in time.', { sent });
    const failure = await failureOf(() => ask(failing(error), request, 'Platform, token request'));
    expect(failure).toMatchObject({ kind: 'unavailable', outcomeUnknown: sent });
    expect(failure.message).toContain('platform.example did not answer in time.');
  }
});

test('a bug on the way out stays what it is', async () => {
  await expect(ask(failing(new TypeError('bug')), request, 'step')).rejects.toThrow(TypeError);
});

test('an answer that is no JSON, or not what was agreed, cannot be read, and the outcome is unknown', async () => {
  const texts = ['<html>act.leaked-token-0001', '', '{"access_token":', '{"access_token":""}', '{"other":"act.leaked"}', '[]'];
  for (const text of texts) {
    const answer = await ask(answering({ text }), request, 'Platform, token request');
    const failure = await failureOf(() => read(answer, z.object({ access_token: field.text })));
    expect(failure).toMatchObject({ kind: 'unavailable', outcomeUnknown: true });
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain('leaked');
  }
});

test.each([
  [429, 'limited', false],
  [400, 'unavailable', false],
  [404, 'unavailable', false],
  [500, 'unavailable', true],
  [503, 'unavailable', true],
] as const)('a wordless %i is %s', async (status, kind, outcomeUnknown) => {
  const headers = new Headers({ 'retry-after': '120' });
  const answer = await ask(answering({ status, headers, text: 'Gateway' }), request, 'step');
  expect(await failureOf(() => read(answer, z.unknown()))).toMatchObject({ kind, outcomeUnknown, retryAfterMs: 120_000 });
});

test('what the platform says is repeated without secrets, on one line, and not at length', async () => {
  const answer = await ask(answering({ status: 400 }), request, 'Platform, token request');
  const words = [
    'QUERY-secret-1',
    'FORM+secret/2',
    encodeURIComponent('FORM+secret/2'),
    'co*de!3',
    'co*de%213',
    'HEADER-secret-4',
    'act.unknown0123456789abcdefghijkl',
    '\n\u0007second line\u2028third\u202e',
    'instagram_business_content_publish stays.',
    'x '.repeat(5000),
  ].join(' ');
  const failure = refusal('setup', answer, { code: 'invalid_request', words, reference: '20250625LOG' });
  const shown = inspect(failure, { depth: 10, showHidden: true });
  for (const secret of ['QUERY-secret', 'FORM+', 'FORM%2B', 'co*de', 'HEADER-', 'act.unknown']) {
    expect(shown).not.toContain(secret);
  }
  expect(failure.message).toContain('instagram_business_content_publish stays.');
  expect(failure.message).toContain('(400, invalid_request, reference 20250625LOG)');
  expect(failure.message).not.toMatch(/[\n\u0007\u2028\u202e]/);
  expect(failure.message.length).toBeLessThan(450);
  expect(failure.platformCode).toBe('invalid_request');
});

test('a long answer of one word costs no time to clean', async () => {
  const answer = await ask(answering({ status: 400 }), request, 'step');
  expect(refusal('setup', answer, { code: 'a', words: 'a'.repeat(250_000) }).message.length).toBeLessThan(400);
});

const callback = (query: string) => readCallback(new URLSearchParams(query), 'Platform', { scopes: 'scopes' });

test('a callback gives the code, decoded once, its state and the granted scopes', () => {
  expect(callback('code=abc-aw%2A3%214964.e1&scopes=user.info.basic%2Cvideo.list&state=S')).toEqual({
    kind: 'code',
    code: 'abc-aw*3!4964.e1',
    state: 'S',
    scopes: ['user.info.basic', 'video.list'],
  });
  expect(callback('code=a%252Ab&state=S')).toEqual({ kind: 'code', code: 'a%2Ab', state: 'S' });
});

test('what Meta appends to a callback is no part of it', () => {
  expect(callback('code=AQBx-hBsH3&state=S%23_')).toEqual({ kind: 'code', code: 'AQBx-hBsH3', state: 'S' });
  expect(callback('state=S&code=AQBx%23_')).toEqual({ kind: 'code', code: 'AQBx', state: 'S' });
  expect(callback('state=S&code=AQBx%23_%3D_')).toEqual({ kind: 'code', code: 'AQBx', state: 'S' });
});

test('a denial is one with and without a state', () => {
  const denied = 'error=access_denied&error_reason=user_denied&error_description=The+user+denied+your+request';
  expect(callback(denied)).toEqual({ kind: 'denied' });
  expect(callback(`${denied}&state=S`)).toEqual({ kind: 'denied', state: 'S' });
});

test.each([
  ['server_error', 'unavailable'],
  ['temporarily_unavailable', 'unavailable'],
  ['invalid_scope', 'setup'],
  ['unauthorized_client', 'setup'],
  ['something_new', 'setup'],
  ['constructor', 'setup'],
  ['__proto__', 'setup'],
] as const)('a callback with %s failed as %s', (error, kind) => {
  const result = callback(`error=${error}&error_description=Words&state=S`);
  expect(result).toMatchObject({ kind: 'failed', state: 'S', failure: { kind, platformCode: error } });
});

test('an error beside a code is an error, and its message holds neither code nor state', () => {
  const words = 'error_description=About+THE-code-1+THE-state-2';
  const result = callback(`code=THE-code-1&state=THE-state-2&error=invalid_request&${words}`);
  expect(result).toMatchObject({ kind: 'failed', state: 'THE-state-2' });
  if (result.kind !== 'failed') throw new Error('unreachable');
  expect(inspect(result.failure, { depth: 10 })).not.toMatch(/THE-/);
});

test.each([
  '',
  'code=a',
  'state=S',
  'code=&state=S',
  'code=a&state=',
  'code=a&code=b&state=S',
  'code=a&state=S&state=T',
  'code=%23_&state=S',
  'error=&state=S',
])('a callback of "%s" is malformed', (query) => {
  expect(callback(query)).toEqual({ kind: 'malformed' });
});

test('no query makes it throw', () => {
  for (const query of ['%', '%zz=%', 'error=%00%ff&error_description=%ED%A0%80', 'code=%ff&state=%00', '&&&=&=']) {
    expect(() => callback(query)).not.toThrow();
  }
});
