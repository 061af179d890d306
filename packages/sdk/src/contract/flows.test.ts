import { expect, test } from 'vitest';
import { fixtures } from '../mocks/fixtures.ts';
import { FlowId, FlowSecret, FlowState, LinkSecret, publicOperations, ResolvedLink } from './flows.ts';
import { Hello, HelloAck, popupMessages, ResultAck, ResultMessage } from './messages.ts';

const bytes = 'A'.repeat(43);

test.each([
  [LinkSecret, 'cl'],
  [FlowId, 'cf'],
  [FlowSecret, 'cs'],
] as const)('secrets and flow ids are a prefix and 32 bytes', (schema, prefix) => {
  expect(schema.safeParse(`${prefix}_${bytes}`).success).toBe(true);
  for (const text of [`${prefix}_${bytes}A`, `${prefix}_${bytes.slice(1)}`, `xx_${bytes}`, `${prefix}_${bytes.slice(1)}=`, '']) {
    expect(schema.safeParse(text).success, text).toBe(false);
  }
});

test('public operations read no more than they need', () => {
  const secret = `cs_${bytes}`;
  expect(publicOperations.status.body.safeParse({ secret, since: 0, wait: 25 }).success).toBe(true);
  for (const wrong of [{ wait: 26 }, { wait: -1 }, { wait: 0.5 }, { since: -1 }, { since: '0' }, { link: 'x' }]) {
    expect(publicOperations.status.body.safeParse({ secret, ...wrong }).success, JSON.stringify(wrong)).toBe(false);
  }
  expect(publicOperations.resolve.body.safeParse({ link: 'anything that is not a link' }).success).toBe(true);
  expect(publicOperations.resolve.body.safeParse({ link: 'x'.repeat(201) }).success).toBe(false);
  expect(publicOperations.cancel.body.safeParse({ secret, link: `cl_${bytes}` }).success).toBe(true);
});

test('answers that a newer backend gives are read', () => {
  expect(FlowState.parse({ ...fixtures.flowState(), status: 'resting', mood: 1 }).status).toBe('resting');
  expect(ResolvedLink.parse({ ...fixtures.resolvedLink(), embed: 'maybe', extra: {} }).embed).toBe('maybe');
});

test('an answer about a link that cannot be used needs no banner', () => {
  expect(ResolvedLink.safeParse({ status: 'not_found', embed: 'allowed', locale: 'en' }).success).toBe(true);
});

test('popup messages tell each other apart by their type', () => {
  const fid = `cf_${bytes}`;
  const samples = [
    { v: 1, fid, type: 'connect-link:hello' },
    { v: 1, fid, type: 'connect-link:hello-ack', bannerShown: null },
    { v: 1, fid, type: 'connect-link:result', seq: 3, status: 'connected', platform: 'instagram', connections: [], error: null },
    { v: 1, fid, type: 'connect-link:result-ack', seq: 3 },
  ];
  expect(popupMessages).toEqual([Hello, HelloAck, ResultMessage, ResultAck]);
  samples.forEach((sample, at) => {
    expect(popupMessages.map((schema) => schema.safeParse(sample).success)).toEqual(samples.map((_, index) => index === at));
    expect(popupMessages.some((schema) => schema.safeParse({ ...sample, v: 2 }).success)).toBe(false);
  });
});
