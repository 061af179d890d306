import { expect, test } from 'vitest';
import { Color, Description, Email, Locale, Moment, Name, PlatformId, WorkspaceId } from './text.ts';

const verdicts = (schema: typeof Name, texts: readonly string[]) => texts.filter((text) => schema.safeParse(text).success);

test('names of people and organisations are taken in every script', () => {
  const names = [
    'Maya Lindqvist',
    "Seán O'Connor-Núñez",
    '株式会社ノースライト',
    'شركة النور',
    'می‌خواهم', // Persian, with a zero-width non-joiner where it belongs
    'क्‍ष', // Devanagari, with a zero-width joiner where it belongs
    'Studio 👩‍🚀',
    'x',
    'x'.repeat(120),
  ];
  expect(verdicts(Name, names)).toEqual(names);
});

test.each([
  ['', 'nothing'],
  ['   ', 'only spaces'],
  ['x'.repeat(121), 'more than 120 characters'],
  ['Maya\nLindqvist', 'a line break'],
  ['Maya\u0000', 'a null'],
  ['Maya\u007f', 'a delete'],
  ['Maya\u0085', 'a C1 control'],
  ['Maya\u202Elru.elpmaxe', 'a right-to-left override'],
  ['\u2066Maya\u2069', 'isolates'],
  ['\u200EMaya', 'a left-to-right mark'],
  ['\u061CMaya', 'an Arabic letter mark'],
  ['Ma\u200Bya', 'a zero-width space'],
  ['Ma\u00ADya', 'a soft hyphen'],
  ['Ma\u2060ya', 'a word joiner'],
  ['\uFEFFMaya', 'a byte order mark'],
  ['Maya\u200D', 'a joiner at the end'],
  ['Ma\u200Cya', 'a joiner between Latin letters'],
  ['ک\u200C\u200Cک', 'two joiners'],
  ['\u3164', 'a blank that counts as a letter'],
  ['Maya\uFFA0', 'a blank that counts as a letter'],
  ['\u2800', 'a blank Braille pattern'],
  ['Maya\u{E0041}', 'a tag'],
  ['Maya\u2028', 'a line separator'],
  ['Maya \uD83D', 'half of a surrogate pair'],
])('refuses the name %j: %s', (text) => {
  expect(Name.safeParse(text).success).toBe(false);
});

test('descriptions may be empty and have lines, in either form of line break, but hide nothing', () => {
  const taken = ['', 'One\nTwo', 'One\r\nTwo', '\tIndented', 'x'.repeat(500)];
  expect(verdicts(Description, [...taken, 'x'.repeat(501), 'a\u202Eb', 'a\u0007b', 'می‌\n'])).toEqual(taken);
});

test('e-mail addresses are plain ASCII', () => {
  const taken = ['maya@northlight.example', "o'neil+links@sub.northlight.example", 'a@b.co'];
  const refused = [
    '',
    'maya',
    'maya@',
    '@x.example',
    'maya@localhost',
    'maya@x..example',
    'maya@x.example ',
    'Maya <maya@x.example>',
  ];
  const lookAlikes = [
    'mаya@northlight.example',
    'maya@nörthlight.example',
    'maya@x.example\n',
    'a,b@x.example',
    'maya@x@y.example',
  ];
  expect(verdicts(Email, [...taken, ...refused, ...lookAlikes, `${'a'.repeat(250)}@x.example`])).toEqual(taken);
});

test('workspace ids are the integrator’s own, as long as they are one safe path segment', () => {
  const taken = ['northlight', '42', 'A.b_c-D', '...', 'x'.repeat(64)];
  expect(verdicts(WorkspaceId, [...taken, '', '.', '..', 'a/b', 'a b', 'ä', '%2e', 'x'.repeat(65), 'a\n'])).toEqual(taken);
});

test('platform ids are lower case and begin with a letter', () => {
  expect(verdicts(PlatformId, ['instagram', 'x', 'tik-tok2', 'TikTok', '2tok', '', 'a_b', 'x'.repeat(33)])).toEqual([
    'instagram',
    'x',
    'tik-tok2',
  ]);
});

test('languages and colours', () => {
  expect(verdicts(Locale, ['en', 'pt-BR', 'zh-Hant-TW', 'gsw', 'e', 'english', 'en_US', 'en-', '../en'])).toEqual([
    'en',
    'pt-BR',
    'zh-Hant-TW',
    'gsw',
  ]);
  expect(verdicts(Color, ['#2350c0', '#ABCDEF', '#fff', '2350c0', 'red', '#2350c0;'])).toEqual(['#2350c0', '#ABCDEF']);
});

test('moments that callers write are UTC and exist; a zone or a missing day is refused', () => {
  const taken = ['2026-11-20T14:02:00.000Z', '2026-11-20T14:02:00Z', '2028-02-29T00:00:00Z'];
  const refused = ['2026-11-20', '2026-11-20T14:02:00', '2026-11-20T14:02:00+01:00', '2026-02-29T00:00:00Z', 'tomorrow', ''];
  expect(verdicts(Moment, [...taken, ...refused])).toEqual(taken);
});
