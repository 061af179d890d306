import { expect, test } from 'vitest';
import { contract, fieldErrors, fieldMessage, type Operation } from './index.ts';

const link = { workspace: 'northlight', platforms: ['tiktok'] };
const refusals = ({ body }: Operation, value: unknown): Record<string, string> => {
  const result = body?.safeParse(value, { error: fieldMessage });
  return Object.fromEntries(fieldErrors(result?.error?.issues ?? []).map(({ field, message }) => [field, message]));
};

test.each<[string, Operation, unknown, Record<string, string>]>([
  ['nothing', contract.links.create, {}, { workspace: 'Is required.', platforms: 'Is required.' }],
  ['no object', contract.links.create, [], { '': 'Must be an object.' }],
  ['another kind of value', contract.links.create, { ...link, platforms: 'tiktok', requiresApproval: 1 }, { platforms: 'Must be a list.', requiresApproval: 'Must be true or false.' }],
  ['a field in a field', contract.links.create, { ...link, sharedBy: {} }, { 'sharedBy.name': 'Is required.', 'sharedBy.email': 'Is required.' }],
  ['a number as text', contract.links.create, { ...link, maxConnections: '3' }, { maxConnections: 'Must be a whole number.' }],
  ['a word that is none of several', contract.workspaces.put, { name: 'N', subscription: { status: 'paused' } }, { 'subscription.status': 'Must be one of "active", "inactive".' }],
  ['no word where there are several', contract.workspaces.put, { name: 'N', subscription: {} }, { 'subscription.status': 'Is required.' }],
  ['too much text', contract.links.create, { ...link, slot: 'x'.repeat(61) }, { slot: 'Must be at most 60 characters long.' }],
])('%s is refused in a sentence of our own', (_, operation, value, expected) => {
  expect(refusals(operation, value)).toEqual(expected);
});

test('no operation leaves a missing or misshapen field to the library’s words', () => {
  for (const group of Object.values(contract)) {
    for (const operation of Object.values(group) as Operation[]) {
      for (const value of [undefined, null, {}, [], 'x', 7]) {
        for (const message of Object.values(refusals(operation, value))) expect(message, operation.id).not.toMatch(/^(Invalid|Expected|Too)/);
      }
    }
  }
});
