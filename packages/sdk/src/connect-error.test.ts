import { inspect } from 'node:util';
import { runInNewContext } from 'node:vm';
import { expect, expectTypeOf, test } from 'vitest';
import type { ApiErrorCode, ClientErrorCode } from './index.ts';
import { ConnectError, isConnectError } from './index.ts';

test('an error is an Error with a code, a sentence and what is known of the answer', () => {
  const error = new ConnectError('not_found', 'There is no such link.', { status: 404, requestId: 'req_1', cause: 'why' });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({
    name: 'ConnectError',
    code: 'not_found',
    status: 404,
    requestId: 'req_1',
    errors: [],
    cause: 'why',
  });
  expect(inspect(error)).toContain("code: 'not_found'");
});

test('an error becomes JSON with its sentence and without its cause', () => {
  const error = new ConnectError('invalid_request', 'Wrong.', {
    errors: [{ field: 'a', message: 'b' }],
    cause: new Error('inner'),
  });
  expect(JSON.parse(JSON.stringify({ error }))).toEqual({
    error: { name: 'ConnectError', code: 'invalid_request', message: 'Wrong.', errors: [{ field: 'a', message: 'b' }] },
  });
});

test('isConnectError tells our errors from others, by any of the codes asked for', () => {
  const error: unknown = new ConnectError('rate_limited', 'Slow down.');
  expect(isConnectError(error)).toBe(true);
  expect(isConnectError(error, 'rate_limited')).toBe(true);
  expect(isConnectError(error, 'not_found', 'rate_limited')).toBe(true);
  expect(isConnectError(error, 'not_found')).toBe(false);
  for (const other of [new Error('x'), { code: 'rate_limited' }, null, undefined, 'rate_limited', 429]) {
    expect(isConnectError(other)).toBe(false);
  }
});

test('isConnectError knows the errors of another realm and of another copy of the package', () => {
  const foreign: unknown = runInNewContext(
    "Object.assign(new Error('x'), { code: 'timeout', [Symbol.for('@connect/sdk.ConnectError')]: true })",
  );
  expect(foreign).not.toBeInstanceOf(Error);
  expect(isConnectError(foreign, 'timeout')).toBe(true);
});

test('isConnectError narrows to the codes asked for', () => {
  const error: unknown = new ConnectError('rate_limited', 'Slow down.');
  if (isConnectError(error, 'rate_limited', 'timeout')) expectTypeOf(error.code).toEqualTypeOf<'rate_limited' | 'timeout'>();
  if (isConnectError(error)) expectTypeOf(error.code).toEqualTypeOf<ApiErrorCode | ClientErrorCode | (string & {})>();
  // @ts-expect-error a code that does not exist is a typing mistake
  isConnectError(error, 'rate_limit');
});
