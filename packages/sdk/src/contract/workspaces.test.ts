import { expect, test } from 'vitest';
import { WorkspaceInput } from './workspaces.ts';

const fieldsOf = (value: unknown): string[] => {
  const result = WorkspaceInput.safeParse(value);
  return result.success ? [] : result.error.issues.map((issue) => issue.path.join('.') || issue.code);
};

test('a workspace needs no more than a name', () => {
  expect(fieldsOf({ name: 'Northlight' })).toEqual([]);
});

test.each([
  ['no name', {}, ['name']],
  ['an unknown field', { name: 'N', plan: 'x' }, ['unrecognized_keys']],
  ['a logo as data', { name: 'N', logoUrl: 'data:image/png;base64,AA==' }, ['logoUrl']],
  ['a colour by name', { name: 'N', accentColor: 'red' }, ['accentColor']],
  ['a subscription of another status', { name: 'N', subscription: { status: 'paused' } }, ['subscription.status']],
  ['a subscription without a status', { name: 'N', subscription: {} }, ['subscription.status']],
  [
    'an upgrade page as a script',
    { name: 'N', subscription: { status: 'active', upgradeUrl: 'javascript:1' } },
    ['subscription.upgradeUrl'],
  ],
  ['everybody as an origin', { name: 'N', embedOrigins: ['https://app.example', '*'] }, ['embedOrigins.1']],
  ['a return URL with a query', { name: 'N', returnUrls: ['https://app.example/?a'] }, ['returnUrls.0']],
  [
    'too many origins',
    { name: 'N', embedOrigins: Array.from({ length: 101 }, (_, n) => `https://a${n}.example`) },
    ['embedOrigins'],
  ],
])('refuses a workspace with %s', (_, input, fields) => {
  expect(fieldsOf(input)).toEqual(fields);
});
