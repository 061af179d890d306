import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sealingKeyOf } from './sealed-text.ts';
import { VaultError, type VaultErrorCode } from './vault-error.ts';
import { createVault, type Vault } from './vault.ts';

const key = (first: number): string => Buffer.from(Array.from({ length: 32 }, (_, index) => first + index)).toString('base64');
const [one, two, three] = [key(1), key(2), key(3)] as const;
const vault = createVault(`k1:${one}`);

const refusal = (work: () => unknown): VaultError => {
  try {
    work();
  } catch (error) {
    if (error instanceof VaultError) return error;
    throw error;
  }
  throw new Error('It was not refused.');
};

describe('sealing', () => {
  test('any text comes back as it was, with the context it was sealed for', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, context) => {
        expect(vault.open(vault.seal(text, context), context)).toBe(text);
      }),
    );
  });

  test('a sealed text names its key, is plain ASCII, never the same twice, and holds nothing of the text', () => {
    const sealed = vault.seal('a secret token', 'row');
    expect(sealed).toMatch(/^s1\.k1\.[A-Za-z0-9_-]+$/);
    expect(vault.seal('a secret token', 'row')).not.toBe(sealed);
    expect(Buffer.from(sealed.slice(6), 'base64url').toString('latin1')).not.toContain('secret');
  });

  test('a text that was sealed for another row does not open', () => {
    const error = refusal(() => vault.open(vault.seal('token', 'connection:a'), 'connection:b'));
    expect([error.code, error.keyId]).toEqual(['cannot_open', 'k1']);
  });

  test('a text that was changed in any byte does not open', () => {
    const sealed = vault.seal('token', 'row');
    const body = Buffer.from(sealed.slice(6), 'base64url');
    for (let index = 0; index < body.length; index++) {
      const changed = Buffer.from(body);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(refusal(() => vault.open(`s1.k1.${changed.toString('base64url')}`, 'row')).code).toBe('cannot_open');
    }
  });

  test('a text cannot be passed off as sealed with another key of the ring', () => {
    const ring = createVault(`k2:${two},k1:${one}`);
    const sealed = vault.seal('token', 'row').replace('s1.k1.', 's1.k2.');
    expect(refusal(() => ring.open(sealed, 'row')).code).toBe('cannot_open');
  });

  const long = 'A'.repeat(60);
  test.each(['', 'token', 's1.k1', 's1.k1.', 's1.k1.AAAA', `s2.k1.${long}`, `s1..${long}`, `s1.k1.${long}!`])(
    'what was never sealed is refused as such: %j',
    (text) => {
      expect(refusal(() => vault.open(text, 'row')).code).toBe('not_sealed');
    },
  );

  test('a refusal names the key and never the content or the keys', () => {
    const errors = [
      refusal(() => vault.open(vault.seal('very-secret', 'row'), 'other')),
      refusal(() => createVault(`k2:${two}`).open(vault.seal('very-secret', 'row'), 'row')),
      refusal(() => vault.open('very-secret', 'row')),
    ];
    expect(errors.map(({ code }): VaultErrorCode => code)).toEqual(['cannot_open', 'unknown_key', 'not_sealed']);
    for (const error of errors) {
      const told = `${error.stack} ${JSON.stringify(error)}`;
      expect(told).not.toContain('very-secret');
      expect(told).not.toContain(one);
      expect(error.cause).toBeUndefined();
    }
    expect(errors[1]?.message).toContain('"k1"');
  });
});

describe('rotation', () => {
  test('the newest key seals, older ones still open, and what they sealed is told apart', () => {
    const old = vault.seal('token', 'row');
    const rotated = createVault(` k2:${two} , k1:${one} `);
    expect(rotated.keyIds).toEqual(['k2', 'k1']);
    expect(rotated.open(old, 'row')).toBe('token');
    const anew = rotated.seal('token', 'row');
    expect([sealingKeyOf(old), sealingKeyOf(anew)]).toEqual(['k1', 'k2']);
    expect(createVault(`k2:${two}`).open(anew, 'row')).toBe('token');
  });

  test('a key that is gone is named', () => {
    const error = refusal(() => createVault(`k3:${three}`).open(vault.seal('token', 'row'), 'row'));
    expect([error.code, error.keyId]).toEqual(['unknown_key', 'k1']);
    expect(refusal(() => vault.derive('receipt', 'con_1', 'k9')).code).toBe('unknown_key');
  });

  test('the same name with another key opens nothing', () => {
    expect(refusal(() => createVault(`k1:${three}`).open(vault.seal('token', 'row'), 'row')).code).toBe('cannot_open');
  });
});

describe('derived secrets', () => {
  test('are always the same for a purpose, also after the keyring grew', () => {
    const derived = vault.derive('receipt', 'con_1');
    expect(derived).toHaveLength(32);
    expect(vault.derive('receipt', 'con_1')).toEqual(derived);
    const rotated = createVault(`k2:${two},k1:${one}`);
    expect(rotated.derive('receipt', 'con_1', 'k1')).toEqual(derived);
    expect(rotated.derive('receipt', 'con_1')).not.toEqual(derived);
  });

  test('differ by label, context and key, however those are put together', () => {
    const ring = createVault(`k2:${two},k1:${one}`);
    const purposes: Parameters<Vault['derive']>[] = [
      ['receipt', 'con_1'],
      ['receipt', 'con_2'],
      ['receipts', 'con_1'],
      ['receipt', 'con_1', 'k1'],
      ['receip', 'tcon_1'],
      ['receipt","con_1', ''],
      ['', 'receiptcon_1'],
      ['receipt', 'x'.repeat(5000)],
    ];
    expect(new Set(purposes.map((purpose) => ring.derive(...purpose).toString('hex'))).size).toBe(purposes.length);
  });
});

describe('a keyring', () => {
  const faults = (keys: string): string[] => {
    const error = refusal(() => createVault(keys));
    expect(error.code).toBe('keyring_invalid');
    return error.message.split('\n');
  };

  test.each(['', ' '])('that is missing is said to be, and how to make one (%j)', (keys) => {
    expect(faults(keys)).toEqual([
      'CONNECT_KEYS is missing; its keys seal what is stored. Make a first one with connect-backend keys generate, and set CONNECT_KEYS to it.',
    ]);
  });

  test.each([
    [`,k1:${one}`, 'entry 1 of 2 is empty'],
    [`k1:${one},`, 'entry 2 of 2 is empty'],
    [one, 'entry 1 of 1 has no name'],
    [`${one}:k1`, 'has a name that is not 1 to 16'],
    [`:${one}`, 'has a name that is not 1 to 16'],
    [`k.1:${one}`, 'has a name that is not 1 to 16'],
    ['k1:', '("k1") has a key of 0 bytes'],
    [`k1:${randomBytes(16).toString('base64')}`, '("k1") has a key of 16 bytes instead of 32'],
    [`k1:${randomBytes(33).toString('base64')}`, '("k1") has a key of 33 bytes instead of 32'],
    ['k1:not base64!', '("k1") has a key that is not base64'],
    [`k1:${Buffer.alloc(32).toString('base64')}`, '("k1") has a key that is not random'],
    [`k1:${one},k1:${two}`, 'entry 2 of 2 ("k1") has the name of an earlier one'],
    [`k2:${one},k1:${one}`, '("k1") has the same key as "k2"'],
  ])('is refused with the variable, what is wrong and an example (case %#)', (keys, fault) => {
    const [line, ...others] = faults(keys);
    expect(others).toEqual([]);
    expect(line).toMatch(/^CONNECT_KEYS: /);
    expect(line).toContain(fault);
    expect(line).toContain('CONNECT_KEYS=k2:');
  });

  test('has one line per fault, and none of them repeats what may be a key', () => {
    const lines = faults(`${one}:k1,${two},k3:${three.slice(0, 30)}`);
    expect(lines).toHaveLength(3);
    for (const secret of [one, two, three.slice(0, 30)]) expect(lines.join()).not.toContain(secret.slice(0, 10));
  });

  test('may be written as base64url and without padding', () => {
    const bytes = Buffer.from(one, 'base64');
    expect(createVault(`k1:${bytes.toString('base64url')}`).open(vault.seal('token', 'row'), 'row')).toBe('token');
    expect(createVault(`k1:${one.replace(/=+$/, '')}`).open(vault.seal('token', 'row'), 'row')).toBe('token');
  });
});
