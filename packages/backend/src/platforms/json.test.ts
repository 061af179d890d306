import { expect, test } from 'vitest';
import { parseLossless } from './json.ts';

test('ids that a double cannot hold keep every digit', () => {
  expect(parseLossless('{"user_id":38281000000004703}')).toEqual({ user_id: '38281000000004703' });
  expect(parseLossless('{"data":[{"user_id":17841400000000001,"n":-38281000000004703}]}')).toEqual({
    data: [{ user_id: '17841400000000001', n: '-38281000000004703' }],
  });
  expect(parseLossless('17841400000000001')).toBe('17841400000000001');
});

test('neighbouring ids stay apart', () => {
  const ids = ['38281000000004700', '38281000000004701', '38281000000004702', '38281000000004703'];
  expect(parseLossless(`[${ids.join(',')}]`)).toEqual(ids);
});

test('everything else is what JSON says', () => {
  const text = '{"expires_in":5183944,"max":9007199254740991,"half":0.5,"e":1e3,"deep":{"a":[true,null,"x"]}}';
  expect(parseLossless(text)).toEqual(JSON.parse(text));
});

test('digits inside of text are left alone', () => {
  const text = '{"a":"38281000000004703","b":"\\"user_id\\":38281000000004703","38281000000004703":"key"}';
  expect(parseLossless(text)).toEqual(JSON.parse(text));
});

test('what is no JSON is refused', () => {
  for (const text of ['', '<html>', '{"a":1', '{"a":012345678901234567}']) expect(() => parseLossless(text)).toThrow(SyntaxError);
});
