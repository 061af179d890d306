import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentOf, type AccentTones } from './accent.ts';
import { contrast, hexOf, oklchOf } from './color.ts';
import { dark, light } from './tokens.ts';

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

const expectReadable = (tones: AccentTones, tokens: typeof light | typeof dark): void => {
  expect(contrast(tones.accentText, tones.accent)).toBeGreaterThanOrEqual(4.5);
  expect(contrast(tones.accentText, tones.accentHover)).toBeGreaterThanOrEqual(4.5);
  for (const ground of [tokens.surface, tokens.bg]) {
    expect(contrast(tones.accent, ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(tones.focus, ground)).toBeGreaterThanOrEqual(3);
    expect(contrast(tones.link, ground)).toBeGreaterThanOrEqual(4.5);
  }
};

test('every accent colour stays readable in both colour schemes', () => {
  fc.assert(
    fc.property(color, (hex) => {
      const accent = accentOf(hex);
      expectReadable(accent.light, light);
      expectReadable(accent.dark, dark);
    }),
    {
      numRuns: 2000,
      examples: ['#000000', '#ffffff', '#ffff00', '#767676', '#7f7f7f', '#808080', '#0000ff'].map((hex) => [hex]),
    },
  );
});

test('a colour that is readable already is left as it is', () => {
  expect(accentOf('#2350C0').light.accent).toBe('#2350c0');
  expect(accentOf('#93b4ff').dark.accent).toBe('#93b4ff');
});

test('a colour that has to move keeps its hue', () => {
  fc.assert(
    fc.property(color, (hex) => {
      const from = oklchOf(hex);
      fc.pre(from.c > 0.08);
      for (const tones of Object.values(accentOf(hex))) {
        const to = oklchOf(tones.accent);
        // Near black and white little chroma is left, and rounding to 8 bits turns the hue.
        if (to.c < 0.03) continue;
        const turn = Math.abs(Math.atan2(Math.sin(to.h - from.h), Math.cos(to.h - from.h)));
        expect(turn).toBeLessThan(0.12);
      }
    }),
  );
});

test('the button changes under the pointer', () => {
  fc.assert(
    fc.property(color, (hex) => {
      for (const tones of Object.values(accentOf(hex))) expect(tones.accentHover).not.toBe(tones.accent);
    }),
  );
});

test('a colour survives the way to OKLCH and back', () => {
  fc.assert(
    fc.property(color, (hex) => {
      expect(hexOf(oklchOf(hex))).toBe(hex);
    }),
  );
});

test('the contrast of black on white is 21', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
});

test('the pages own colours keep their contrasts', () => {
  for (const tokens of [light, dark]) {
    for (const ground of [tokens.surface, tokens.bg, tokens.sunken]) {
      const inks = [tokens.text, tokens.muted, tokens.link, tokens.danger];
      for (const ink of inks) expect(contrast(ink, ground)).toBeGreaterThanOrEqual(4.5);
      for (const line of [tokens.control, tokens.focus, tokens.accent]) expect(contrast(line, ground)).toBeGreaterThanOrEqual(3);
    }
    for (const tone of ['ok', 'warn', 'danger', 'info', 'neutral'] as const) {
      expect(contrast(tokens[tone], tokens[`${tone}-bg`])).toBeGreaterThanOrEqual(4.5);
    }
  }
});
