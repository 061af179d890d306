import { fixtures } from '@connect/sdk/mocks';
import { apiErrors } from '@connect/sdk/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { failureOf, isEnded, kindOf } from './sharer-failure.ts';

beforeEach(() => {
  vi.stubGlobal('location', { hostname: 'app.example' });
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => void vi.unstubAllGlobals());

const clientCodes = ['network_error', 'timeout', 'invalid_response', 'session_unavailable', 'script_unavailable'];

test.each([...Object.keys(apiErrors), ...clientCodes, 'of_a_newer_backend'])('%s has a sentence and no brace left in it', (code) => {
  const { title, text } = failureOf({ code, requestId: 'req_1' }, undefined, fixtures.workspace());
  expect(title).toMatch(/\S{3}/);
  expect(text).toMatch(/\.$|req_1$/);
  expect(title + text).not.toMatch(/[{}]|undefined/);
});

test('ended sessions, missing abilities and trouble of the server are told apart', () => {
  const kinds = ['unauthorized', 'forbidden', 'not_found', 'subscription_required', 'rate_limited', 'network_error', 'internal_error'];
  expect(kinds.map((code) => kindOf({ code }))).toEqual(['session', 'ability', 'not_found', 'plan', 'rate_limited', 'unreachable', 'server']);
});

test('without network it is the network, unless the backend itself has spoken', () => {
  vi.stubGlobal('navigator', { onLine: false });
  const kinds = ['network_error', 'session_unavailable', 'script_unavailable', 'unauthorized', 'forbidden'];
  expect(kinds.map((code) => kindOf({ code }))).toEqual(['offline', 'offline', 'offline', 'session', 'ability']);
});

test('names the product, the plan, the seconds to wait and the reference', () => {
  const workspace = fixtures.workspace();
  expect(failureOf({ code: 'subscription_required' }, undefined, workspace).title).toBe('Connect links are part of Agency');
  expect(failureOf({ code: 'rate_limited', retryAfterMs: 12_000 }, undefined, workspace).text).toContain('in 12 seconds');
  expect(failureOf({ code: 'internal_error', requestId: 'req_7' }, undefined, workspace).text).toContain('give Brightline this reference: req_7');
  expect(failureOf({ code: 'forbidden' }, { 'failure.ability.title': 'Leider nein' }, workspace).title).toBe('Leider nein');
});

test('a call that was ended on purpose is no failure', () => {
  expect([isEnded({ code: 'aborted', name: 'ConnectError' }), isEnded(new DOMException('', 'AbortError')), isEnded(new Error('x'))]).toEqual([true, true, false]);
});
