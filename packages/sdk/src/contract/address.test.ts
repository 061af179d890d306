import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAddress } from './address.ts';
import { Address, EmbedOrigin, ReturnUrl } from './url.ts';

const accepts = (schema: typeof Address, text: string): boolean => schema.safeParse(text).success;

test.each([
  'https://app.example',
  'https://app.example/',
  'https://app.example:8443/path?query=1#fragment',
  'HTTPS://APP.EXAMPLE/',
  'https://xn--mnchen-3ya.example/',
  'https://münchen.example/',
  'https://192.0.2.1/',
  'http://localhost:5173/cb',
  'http://app.localhost:5173/',
  'http://127.0.0.1:4000',
])('takes the address %s', (text) => {
  expect(accepts(Address, text)).toBe(true);
});

test.each([
  ['', 'nothing'],
  ['app.example', 'no scheme'],
  ['http://app.example', 'plain http'],
  ['http://localhost.example', 'a name that only begins like this machine'],
  ['http://127.0.0.1.example', 'a name that only begins like this machine'],
  ['http://[::1]:3000', 'an address that browsers and the docs do not list'],
  ['ftp://app.example', 'another scheme'],
  ['javascript:alert(1)', 'a script'],
  ['data:text/html,x', 'data'],
  ['https:app.example', 'missing slashes'],
  ['https:/app.example', 'a missing slash'],
  ['https:///app.example', 'a surplus slash'],
  ['https:\\\\app.example', 'backslashes'],
  ['https://app.example\\@evil.example', 'a backslash'],
  ['https://user@app.example', 'a user'],
  ['https://user:secret@app.example', 'credentials'],
  ['https://@app.example@evil.example', 'two at signs'],
  [' https://app.example', 'a space before'],
  ['https://app.example ', 'a space after'],
  ['https://app.example/a b', 'a space inside'],
  ['https://app.exa\tmple', 'a tab'],
  ['https://app.example/\n', 'a line break'],
  ['\u0001https://app.example', 'a control character'],
  ['https://app.example/\u0000', 'a null'],
  ['https://*.app.example', 'a star, which is a pattern and no host'],
  ['https://', 'no host'],
  [`https://app.example/${'a'.repeat(2048)}`, 'more than 2,048 characters'],
])('refuses the address %j: %s', (text) => {
  expect(accepts(Address, text)).toBe(false);
});

test('an address of exactly 2,048 characters is taken', () => {
  expect(accepts(Address, 'https://app.example/'.padEnd(2048, 'a'))).toBe(true);
});

test.each([
  'https://app.example',
  'https://app.example:8443',
  'http://localhost:5173',
  'http://127.0.0.1:4000',
  'https://*.app.example',
  'https://*.app.example:8443',
])('takes the embed origin %s', (text) => {
  expect(accepts(EmbedOrigin, text)).toBe(true);
});

test.each([
  ['https://app.example/', 'a slash at the end'],
  ['https://app.example/path', 'a path'],
  ['https://app.example?', 'a query'],
  ['https://app.example#', 'a fragment'],
  ['https://APP.example', 'capitals, which no browser sends'],
  ['https://app.example:443', 'the default port, which no browser sends'],
  ['https://münchen.example', 'a host that browsers send in another form'],
  ['http://app.example', 'plain http'],
  ['null', 'the opaque origin'],
  ['*', 'everybody'],
  ['https://*', 'everybody'],
  ['https://*.', 'everybody'],
  ['https://*.com', 'everybody under a top-level domain'],
  ['https://*.com.', 'everybody under a top-level domain, with a dot at the end'],
  ['https://*.com:8443', 'everybody under a top-level domain, with a port'],
  ['https://*.*.example.com', 'two stars'],
  ['https://app.*.example', 'a star in the middle'],
  ['https://app*.example.com', 'a star in a label'],
  ['https://*example.com', 'a star without a label of its own'],
  ['http://*.localhost:3000', 'a star over plain http'],
  ['https://*.app.example/', 'a star with a slash at the end'],
  ['https://*.user@app.example', 'credentials behind a star'],
])('refuses the embed origin %s: %s', (text) => {
  expect(accepts(EmbedOrigin, text)).toBe(false);
});

test.each(['https://app.example', 'https://app.example/done', 'https://app.example/clients/', 'http://localhost:5173/'])(
  'takes the return URL %s',
  (text) => {
    expect(accepts(ReturnUrl, text)).toBe(true);
  },
);

test.each([
  ['https://app.example/done?x=1', 'a query'],
  ['https://app.example/done?', 'an empty query'],
  ['https://app.example/#done', 'a fragment'],
  ['https://app.example/#', 'an empty fragment'],
  ['//app.example/done', 'no scheme'],
  ['/done', 'no host'],
  ['https://app.example\\.evil.example/', 'a backslash'],
  ['https://app.example@evil.example/', 'credentials'],
])('refuses the return URL %s: %s', (text) => {
  expect(accepts(ReturnUrl, text)).toBe(false);
});

const nearlyUrl = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.webUrl({ withQueryParameters: true, withFragments: true }),
  fc.tuple(fc.constantFrom('https://', 'https://*.', 'http://', 'https://*'), fc.domain()).map((parts) => parts.join('')),
  fc
    .array(
      fc.constantFrom(
        'https:',
        'http:',
        '/',
        '//',
        '\\',
        '@',
        ':',
        '*',
        '.',
        'localhost',
        'app.example',
        '443',
        '?',
        '#',
        '\t',
        '%2e',
      ),
    )
    .map((parts) => parts.join('')),
);

test('parsing an address never throws, and what it answers is https or this machine, without credentials', () => {
  fc.assert(
    fc.property(nearlyUrl, (text) => {
      const url = parseAddress(text);
      if (url === undefined) return;
      expect(url.protocol === 'https:' || /^(?:.*\.)?localhost$|^127\.0\.0\.1$/.test(url.hostname)).toBe(true);
      expect(url.username + url.password).toBe('');
    }),
  );
});

test('an embed origin is letter for letter what a browser sends, or a star before such a host', () => {
  let taken = 0;
  fc.assert(
    fc.property(nearlyUrl, (text) => {
      if (!accepts(EmbedOrigin, text)) return;
      taken += 1;
      const origin = text.replace('https://*.', 'https://');
      expect(new URL(origin).origin).toBe(origin);
    }),
    { numRuns: 300 },
  );
  expect(taken).toBeGreaterThan(0);
});
