import { fixtures } from '@connect/sdk/mocks';
import { contract } from '@connect/sdk/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changedFields, dayOf, emptyValues, endOfDay, faultsOf, fieldOf, inputOf, knownValues, mergedValues, patchOf, valuesOf, type LinkValues } from './link-form-values.ts';

const workspace = fixtures.workspace();
const now = new Date('2026-11-20T12:00:00.000Z');
const filled = (given: Partial<LinkValues> = {}): LinkValues => ({ ...emptyValues(workspace), platforms: ['instagram', 'tiktok'], ...given });
const expecting = (handle: string): Partial<LinkValues> => ({ expectedAccounts: { tiktok: { handle, onMismatch: 'refuse' } } });

const zone = process.env['TZ'];
beforeAll(() => {
  process.env['TZ'] = 'America/New_York';
});
afterAll(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

/** Texts that one rule or another takes or refuses. */
const texts = [
  ['a name', 'Harbour Coffee'],
  ['nothing', ''],
  ['only spaces', '   '],
  ['120 characters', 'x'.repeat(120)],
  ['121 characters', 'x'.repeat(121)],
  ['500 characters', 'x'.repeat(500)],
  ['501 characters', 'x'.repeat(501)],
  ['two lines', 'one\ntwo'],
  ['a right-to-left override', 'Maya\u202elru'],
  ['a zero-width space', 'Ma\u200bya'],
  ['a joiner inside', 'می‌خواهم'],
  ['a joiner at the end', 'Maya\u200d'],
  ['half a surrogate pair', 'x\ud800'],
  ['a tag', 'x\u{e0041}'],
] as const;

const cases: readonly (readonly [string, Partial<LinkValues>])[] = [
  ['no platform', { platforms: [] }],
  ['one platform', { platforms: ['tiktok'] }],
  ...texts.map(([name, text]) => [`client: ${name}`, { clientName: text }] as const),
  ...texts.map(([name, text]) => [`note: ${name}`, { description: text }] as const),
  ...['', '1', '0', '-1', '100000', '100001', '9999999', '1.5', 'many', ' 7 ', '０'].map((text) => [`at most: ${text}`, { maxConnections: text }] as const),
  ...['@harbourcoffee', 'harbourcoffee', '@', '@@x', 'a b', 'x'.repeat(60), 'x'.repeat(61), 'a@b', 'Ma\u200bya', '咖啡', '😀'.repeat(60)].map(
    (text) => [`expected: ${text.slice(0, 30)}`, expecting(text)] as const,
  ),
  ...[
    'https://app.example/done',
    'http://app.example/done',
    'http://localhost:3000/done',
    'app.example',
    'https:app.example',
    'https://maya:secret@app.example/',
    'https://app.example/a b',
    'javascript:alert(1)',
    `https://app.example/${'x'.repeat(2048)}`,
    ' https://app.example/ ',
  ].map((text) => [`afterwards: ${text.slice(0, 40)}`, { returnUrl: text }] as const),
  ['today', { expiresAt: '2026-11-20' }],
  ['a leap day', { expiresAt: '2028-02-29' }],
];

test.each(cases)('the form refuses exactly what the contract refuses: %s', (_, given) => {
  const values = filled(given);
  const verdict = contract.links.create.body.safeParse(inputOf(values, workspace.id));
  const faults = faultsOf(values, now);
  expect({ isRefused: Object.keys(faults).length > 0, issues: verdict.error?.issues }).toEqual({
    isRefused: !verdict.success,
    issues: verdict.error?.issues,
  });
  // And it finds fault with the field that is at fault.
  for (const { path } of verdict.error?.issues ?? []) {
    const [name, index] = path;
    expect(Object.keys(faults)).toContain(fieldOf(typeof index === 'number' ? `${String(name)}[${index}]` : String(name), values));
  }
});

test('what the form sends to change a link is taken too', () => {
  const values = filled({ clientName: 'Luma', expiresAt: '2027-01-31', maxConnections: '3', ...expecting('luma.yoga'), requiresApproval: true, locale: 'de' });
  const patch = patchOf(values, filled());
  expect(contract.links.update.body.safeParse(patch).error?.issues).toBeUndefined();
  expect(patch).toEqual({
    clientName: 'Luma',
    expiresAt: '2027-02-01T04:59:59.999Z',
    maxConnections: 3,
    expectedAccounts: [{ platform: 'tiktok', handle: '@luma.yoga', onMismatch: 'refuse' }],
    requiresApproval: true,
    locale: 'de',
  });
  expect(patchOf(filled(), values)).toEqual({ clientName: null, expiresAt: null, maxConnections: null, expectedAccounts: [], requiresApproval: false, locale: null });
});

test('a day ends where the person is, also on the day on which clocks change', () => {
  expect(endOfDay('2026-11-20')?.toISOString()).toBe('2026-11-21T04:59:59.999Z');
  expect(endOfDay('2026-11-01')?.toISOString()).toBe('2026-11-02T04:59:59.999Z');
  expect(dayOf(new Date('2026-11-21T04:59:59.999Z'))).toBe('2026-11-20');
  for (const text of ['2026-02-30', '2026-13-01', '20-11-2026', '', '2026-11-20T00:00']) expect(endOfDay(text), text).toBeUndefined();
});

test('what another version has stored does no harm', () => {
  expect(knownValues({ platforms: 'tiktok', returnUrl: 7, locale: null, clientName: 'Luma', mood: 'good', expectedAccounts: [] })).toEqual({ clientName: 'Luma' });
});

test('a number is typed in digits', () => {
  expect(faultsOf(filled({ maxConnections: '1e3' }), now)).toEqual({ maxConnections: 'max' });
});

test('days that are over are refused, except the one that the link has already', () => {
  expect(faultsOf(filled({ expiresAt: '2026-11-19' }), now)).toEqual({ expiresAt: 'past' });
  expect(faultsOf(filled({ expiresAt: '2026-11-31' }), now)).toEqual({ expiresAt: 'date' });
  const old = filled({ expiresAt: '2026-02-01' });
  expect(faultsOf({ ...old, clientName: 'Luma' }, now, old)).toEqual({});
  expect(patchOf({ ...old, clientName: 'Luma' }, old)).toEqual({ clientName: 'Luma' });
});

test('a link becomes a form and back without a change', () => {
  const link = fixtures.link({
    expiresAt: '2026-12-24T10:30:00.000Z',
    maxConnections: 5,
    expectedAccounts: [{ platform: 'instagram', handle: '@harbourcoffee', onMismatch: 'warn' }],
    returnUrl: 'https://app.example/done',
    locale: 'de',
    requiresApproval: true,
  });
  const values = valuesOf(link);
  expect(changedFields(values, valuesOf(link))).toEqual([]);
  // The hour that an integrator chose stays, as long as the day is not changed.
  expect(patchOf({ ...values, maxConnections: '6' }, values)).toEqual({ maxConnections: 6 });
});

test('what another person has changed is taken over, except where both have', () => {
  const before = filled({ clientName: 'Luma', description: 'old', maxConnections: '1', returnUrl: '' });
  const mine = { ...before, clientName: 'Luma Yoga', maxConnections: '2' };
  const theirs = { ...before, clientName: 'Luma Studio', description: 'new', maxConnections: '2', returnUrl: 'https://app.example/' };
  const { values, clashes } = mergedValues(mine, before, theirs);
  expect(values).toEqual({ ...theirs, clientName: 'Luma Yoga' });
  expect(clashes).toEqual(['clientName']);
});

test('the only platform of a workspace is chosen; of several those of the last time', () => {
  expect(emptyValues({ ...workspace, platforms: [{ id: 'tiktok', name: 'TikTok' }] }).platforms).toEqual(['tiktok']);
  expect(emptyValues(workspace).platforms).toEqual(['instagram', 'tiktok']);
  expect(emptyValues(workspace, { platforms: ['gone'] }).platforms).toEqual(['instagram', 'tiktok']);
  expect(emptyValues(workspace, { platforms: ['tiktok', 'gone'], locale: 'fr' })).toMatchObject({ platforms: ['tiktok'], locale: '' });
});

test('an account is expected only at a platform that is chosen', () => {
  expect(inputOf(filled({ ...expecting('@luma'), platforms: ['instagram'] }), 'northlight')).toEqual({ workspace: 'northlight', platforms: ['instagram'] });
});

test('fields that the backend refuses are found in the form', () => {
  const values = filled({ expectedAccounts: { tiktok: { handle: '@luma', onMismatch: 'warn' } } });
  expect(fieldOf('returnUrl', values)).toBe('returnUrl');
  expect(fieldOf('platforms[1]', values)).toBe('platforms');
  expect(fieldOf('expectedAccounts[0].handle', values)).toBe('expectedAccounts.tiktok');
  expect(fieldOf('expectedAccounts[7].handle', values)).toBeUndefined();
  expect(fieldOf('metadata', values)).toBeUndefined();
});
