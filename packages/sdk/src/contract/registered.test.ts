import { describe, expect, test } from 'vitest';
import { allowedReturnUrl, allowsOrigin } from './registered.ts';

describe('an origin that asks', () => {
  const registered = ['https://app.example', 'https://*.shop.example', 'https://*.dev.example:8443', 'http://localhost:4500'];

  test.each([
    'https://app.example',
    'https://eu.shop.example',
    'https://a.b.shop.example',
    'https://my.dev.example:8443',
    'http://localhost:4500',
  ])('%s is registered', (origin) => {
    expect(allowsOrigin(registered, origin)).toBe(true);
  });

  test.each([
    ['another scheme', 'http://app.example'],
    ['another port', 'https://app.example:8443'],
    ['a name below one that stands for itself', 'https://www.app.example'],
    ['a name that begins alike', 'https://app.example.evil.example'],
    ['a name that ends alike', 'https://evil-shop.example'],
    ['the name above a wildcard', 'https://shop.example'],
    ['a wildcard of another port', 'https://my.dev.example'],
    ['plain http below a wildcard', 'http://eu.shop.example'],
    ['a wildcard itself', 'https://*.shop.example'],
    ['another port of this machine', 'http://localhost:4501'],
    ['an address instead of an origin', 'https://app.example/'],
    ['what a sandboxed page sends', 'null'],
    ['nothing', ''],
  ])('%s is not: %s', (_what, origin) => {
    expect(allowsOrigin(registered, origin)).toBe(false);
  });
});

describe('an address to send a client back to', () => {
  const registered = ['https://app.example/', 'https://agency.example/welcome'];

  test.each([
    'https://app.example/',
    'https://app.example/any/place',
    'https://app.example/place?tab=2#top',
    'https://agency.example/welcome',
    'https://agency.example/welcome?from=connect',
  ])('%s is registered', (address) => {
    expect(allowedReturnUrl(registered, address)?.href).toBe(address);
  });

  test.each([
    ['another scheme', 'http://app.example/'],
    ['another host', 'https://evil.example/'],
    ['a name that begins alike', 'https://app.example.evil.example/'],
    ['credentials', 'https://app.example@evil.example/'],
    ['another port', 'https://app.example:8443/'],
    ['below an address that stands for itself', 'https://agency.example/welcome/more'],
    ['an address that begins alike', 'https://agency.example/welcomed'],
    ['a way up and out', 'https://agency.example/welcome/../other'],
    ['a doubled slash', 'https://app.example//evil.example'],
    ['an encoded slash', 'https://app.example/%2F%2fevil.example'],
    ['an encoded backslash', 'https://app.example/%5cevil.example'],
    ['a backslash', 'https://app.example/\\evil.example'],
    ['an encoded end of the text', 'https://app.example/a%00b'],
    ['a script', 'javascript:alert(1)'],
    ['no host', '//app.example/'],
  ])('%s is not: %s', (_what, address) => {
    expect(allowedReturnUrl(registered, address)).toBeUndefined();
  });

  test.each([null, undefined, ''])('%j is none', (address) => {
    expect(allowedReturnUrl(registered, address)).toBeUndefined();
  });
});
