import { FlowState, Refusal, ResolvedLink, ResultMessage } from '@connect/sdk/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isLinkAnswer } from '../link-answer.ts';
import { isOutcome, isRefusal } from './message.ts';

// The contract says what is valid; the checks here are only a shorter way to ask. They differ on purpose in two points:
// no text may be longer than 2,048 characters, and where the contract allows one of "absent" and `null`, they allow both.
// Ids, addresses and the like are any text to them; the flow compares those it depends on with its own.

const fid = `cf_${'a'.repeat(43)}`;
const short = fc.string({ maxLength: 40 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const refusal = fc.record({ code: short, title: short, detail: short });
const connection = fc.record({ id: short, platform: short, status: short, handle: optional(short) });
const outcome = {
  fid: fc.constant(fid),
  seq: fc.integer(),
  status: short,
  platform: nullable(short),
  connections: fc.array(connection, { maxLength: 3 }),
  error: nullable(refusal),
};
const answer = fc.record({ ...outcome, pollMs: fc.nat() });
const message = fc.record({ ...outcome, v: fc.constant(1), type: fc.constant('connect-link:result') });
const link = fc.record({
  status: short,
  embed: short,
  platforms: optional(
    fc.array(
      fc.record({
        id: fc.constantFrom('instagram', 'tiktok'),
        name: short,
        preferredMode: short,
        grants: fc.array(fc.record({ title: short, detail: short }), { maxLength: 3 }),
        notGranted: fc.array(short, { maxLength: 3 }),
      }),
      { maxLength: 2 },
    ),
  ),
  sharedBy: optional(fc.record({ name: short, email: short })),
  workspace: optional(fc.record({ name: short, logo: optional(short), accentColor: optional(short) })),
  productName: optional(short),
  clientName: optional(short),
  locale: short,
  bannerRevision: optional(short),
  refusal: optional(refusal),
});

const pairs = [
  ['the answer about a flow', isOutcome, FlowState, answer],
  ['the result in a message', isOutcome, ResultMessage, message],
  ['the answer about a link', isLinkAnswer, ResolvedLink, link],
  ['a refusal', isRefusal, Refusal, refusal],
] as const;

/** Every place in a value, as a path of keys. */
const places = (value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...places(inner, [...path, key])])
    : [];

/** A copy with something else at one place. */
const replaced = (value: unknown, [key, ...rest]: readonly (string | number)[], by: unknown): unknown => {
  if (key === undefined) return by;
  const copy: Record<string | number, unknown> = Array.isArray(value) ? ([...(value as unknown[])] as never) : { ...(value as object) };
  copy[key] = replaced(copy[key], rest, by);
  return copy;
};

/** Where nothing may stand for nothing, whether it is called null or is not there. */
const mayBeNothing =
  /^(platform|error|connections\.\*\.handle|platforms|sharedBy|workspace|workspace\.(logo|accentColor)|productName|clientName|bannerRevision|refusal)$/;

/** Fields that only the schema looks at: known constants of the envelope, and what the element does not read. */
const elsewhere = new Set(['v', 'type', 'pollMs', 'fid', 'id']);

describe.each(pairs)('%s', (_name, check, schema, arbitrary) => {
  test('passes wherever the contract lets it pass', () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, (value) => {
        expect(schema.safeParse(value).success).toBe(true);
        expect(check(value)).toBe(true);
      }),
    );
  });

  test('is refused wherever the contract refuses it: another kind of value in any one place', () => {
    const wrong = fc.constantFrom<unknown>(0, 1.5, Number.NaN, true, [], {}, [1], { code: 1 }, 'text', null, undefined);
    let refused = 0;
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, fc.nat(), wrong, (value, at, by) => {
        const all = places(value);
        const path = all[at % all.length] ?? [];
        fc.pre(path.length > 0 && !elsewhere.has(String(path.at(-1))));
        const broken = replaced(value, path, by);
        const accepted = schema.safeParse(broken).success;
        if (!accepted) refused++;
        expect(check(broken)).toBe(accepted || (by == null && mayBeNothing.test(path.map((key) => (/^\d+$/.test(String(key)) ? '*' : key)).join('.'))));
      }),
      { numRuns: 3000 },
    );
    expect(refused).toBeGreaterThan(100);
  });

  test('is refused when it is not an object of that kind at all', () => {
    for (const junk of [undefined, null, 0, '', 'text', true, [], [[]], () => undefined, new Date(), Symbol.iterator]) {
      expect(check(junk)).toBe(false);
    }
  });

  test('is refused with a text that is longer than any sentence', () => {
    fc.assert(
      fc.property(arbitrary as fc.Arbitrary<unknown>, fc.nat(), (value, at) => {
        const texts = places(value).filter((path) => {
          const found = path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown>)[key], value);
          return typeof found === 'string' && !['v', 'type'].includes(String(path.at(-1)));
        });
        const path = texts[at % texts.length] ?? [];
        fc.pre(path.length > 0);
        expect(check(replaced(value, path, 'x'.repeat(2049)))).toBe(false);
        expect(check(replaced(value, path, 'x'.repeat(2048)))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('whatever comes, the question is answered and nothing is thrown', () => {
    fc.assert(fc.property(fc.anything({ withNullPrototype: true, withSparseArray: true }), (value) => typeof check(value) === 'boolean'), { numRuns: 2000 });
  });
});
