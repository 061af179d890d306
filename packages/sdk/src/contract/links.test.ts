import { expect, expectTypeOf, test } from 'vitest';
import * as z from 'zod/mini';
import './index.ts';
import { LinkId } from './ids.ts';
import { Link, linkStatuses, type LinkStatus } from './link.ts';
import { LinkInput, LinkPatch, links } from './links.ts';
import { fixtures } from '../mocks/fixtures.ts';

const input: LinkInput = {
  workspace: 'northlight',
  platforms: ['instagram'],
  sharedBy: { name: 'Maya', email: 'maya@northlight.example' },
};

const fieldsOf = (value: unknown, schema = LinkInput): string[] => {
  const result = schema.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.') || issue.code);
};

test('a link needs a workspace and platforms; all else may be left out or null', () => {
  expect(fieldsOf(input)).toEqual([]);
  expect(fieldsOf({})).toEqual(['workspace', 'platforms']);
  const empty = { description: null, clientName: null, returnUrl: null, expiresAt: null, maxConnections: null, locale: null };
  expect(fieldsOf({ ...input, ...empty })).toEqual([]);
});

test.each([
  ['an unknown field', { secret: 'x' }, ['unrecognized_keys']],
  ['an unknown field inside', { sharedBy: { name: 'Maya', email: 'maya@northlight.example', phone: '1' } }, ['sharedBy']],
  ['no platform', { platforms: [] }, ['platforms']],
  ['a platform twice', { platforms: ['instagram', 'instagram'] }, ['platforms']],
  ['eleven platforms', { platforms: Array.from({ length: 11 }, (_, index) => `p${index}`) }, ['platforms']],
  ['a platform that cannot be one', { platforms: ['Insta gram'] }, ['platforms.0']],
  ['a name that hides its direction', { sharedBy: { name: 'a\u202Eb', email: 'maya@northlight.example' } }, ['sharedBy.name']],
  ['a return address without https', { returnUrl: 'http://app.example/' }, ['returnUrl']],
  ['an end without a zone', { expiresAt: '2027-01-01T00:00:00' }, ['expiresAt']],
  ['a cap of none', { maxConnections: 0 }, ['maxConnections']],
  ['a cap and a half', { maxConnections: 1.5 }, ['maxConnections']],
  ['a cap as text', { maxConnections: '3' }, ['maxConnections']],
  ['too large a cap', { maxConnections: 100_001 }, ['maxConnections']],
  ['metadata that is no text', { metadata: { a: 1 } }, ['metadata.a']],
  ['too long a metadata value', { metadata: { a: 'x'.repeat(501) } }, ['metadata.a']],
  ['too long a metadata key', { metadata: { ['k'.repeat(41)]: 'x' } }, [`metadata.${'k'.repeat(41)}`]],
  [
    'fifty-one metadata keys',
    { metadata: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, ''])) },
    ['metadata'],
  ],
])('refuses a link with %s', (_, change, fields) => {
  expect(fieldsOf({ ...input, ...change })).toEqual(fields);
});

test('metadata keeps a key that names a prototype as plain data', () => {
  const metadata = JSON.parse('{"__proto__": "x", "constructor": "y"}') as Record<string, string>;
  const parsed = LinkInput.parse({ ...input, metadata });
  expect(Object.getPrototypeOf(parsed.metadata)).toBe(Object.prototype);
  expect(parsed.metadata?.['constructor']).toBe('y');
});

test('a patch may be empty, and may not move a link or change who shares it', () => {
  expect(fieldsOf({}, LinkPatch as never)).toEqual([]);
  for (const field of ['workspace', 'platforms', 'sharedBy', 'requiresSubscription', 'status']) {
    expect(fieldsOf({ [field]: 'x' }, LinkPatch as never)).toEqual(['unrecognized_keys']);
  }
});

test('a list’s query comes as text, and its limit is a number from 1 to 100', () => {
  const { query } = links.list;
  expect(query.parse({ workspace: 'w', limit: '20' })).toEqual({ workspace: 'w', limit: 20 });
  for (const limit of ['0', '101', '1.5', 'many', '', '-1', 'NaN', 'Infinity']) {
    expect(query.safeParse({ workspace: 'w', limit }).success, limit).toBe(false);
  }
  for (const cursor of ['', 'a b', '../x', 'x'.repeat(513)]) {
    expect(query.safeParse({ workspace: 'w', cursor }).success, cursor).toBe(false);
  }
  expect(query.safeParse({ workspace: 'w', status: 'gone' }).success).toBe(false);
});

test('link ids have one form', () => {
  const taken = [`lnk_${'a1'.repeat(10)}`, `lnk_${'Z'.repeat(32)}`];
  const texts = [
    ...taken,
    'lnk_',
    `con_${'a'.repeat(20)}`,
    `lnk_${'a'.repeat(19)}`,
    `lnk_${'a'.repeat(33)}`,
    `lnk_${'a/'.repeat(10)}`,
  ];
  expect(texts.filter((text) => LinkId.safeParse(text).success)).toEqual(taken);
});

test('an answer may have fields and statuses that this version does not know', () => {
  const parsed = Link.parse({ ...fixtures.link(), status: 'frozen', colour: 'blue' });
  expect(parsed.status).toBe('frozen');
  expect(parsed).not.toHaveProperty('colour');
  expect(z.toJSONSchema(Link).properties?.['status']).toEqual({
    anyOf: [{ type: 'string', enum: linkStatuses }, { type: 'string' }],
  });
});

test('a status is known by name, and open', () => {
  expectTypeOf<Link['status']>().toEqualTypeOf<LinkStatus | (string & {})>();
  expectTypeOf<LinkInput['sharedBy']>().toEqualTypeOf<{ name: string; email: string } | undefined>();
  expectTypeOf<NonNullable<LinkInput['maxConnections']>>().toEqualTypeOf<number>();
});
