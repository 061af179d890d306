import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accentOf } from './accent.ts';

/** The parts of a colour as the rule writes it, linear. */
const partsOf = (color: string): readonly number[] => {
  const mix = /^color-mix\(in srgb-linear,(#\w+) ([\d.]+)%,(#\w+)\)$/.exec(color);
  if (mix) {
    const [, one = '', percent = '', other = ''] = mix;
    const rest = partsOf(other);
    return partsOf(one).map((part, at) => (part * Number(percent) + (rest[at] ?? 0) * (100 - Number(percent))) / 100);
  }
  const pairs = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit) : (color.slice(1).match(/../g) ?? []);
  return pairs.map((pair) => {
    const part = parseInt(pair, 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
};

/** Relative luminance (WCAG 2). */
const luminance = (color: string): number => {
  const [r = 0, g = 0, b = 0] = partsOf(color);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};

const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

const pairs = (rule: string) => {
  const [, dayButton = '', nightButton = '', dayText = '', nightText = ''] =
    /^:host\{--accent:light-dark\((.+?\)),(.+?\))\);--ink:light-dark\((.+?),(.+?)\)\}$/.exec(rule) ?? expect.fail(rule);
  return { light: { button: dayButton, text: dayText, card: '#ffffff' }, dark: { button: nightButton, text: nightText, card: '#151d2a' } };
};

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('every colour gives a button that stands out from its card, with text that can be read', () => {
  fc.assert(
    fc.property(color, (hex) => {
      for (const { button, text, card } of Object.values(pairs(accentOf(hex)))) {
        expect(contrast(button, text), `${text} on ${button}`).toBeGreaterThanOrEqual(4.5);
        expect(contrast(button, card), `${button} on ${card}`).toBeGreaterThanOrEqual(2.99);
      }
    }),
    { numRuns: 3000 },
  );
});

test.each(['#2350c0', '#0f766e', '#ab2219', '#000000'])('%s is readable on a light page as it is, and stays so', (hex) => {
  const { light } = pairs(accentOf(hex));
  expect(luminance(light.button)).toBeCloseTo(luminance(hex), 3);
  expect(light.text).toBe('#fff');
});

test('a colour keeps its hue: its parts stay in proportion where it is darkened', () => {
  const [r = 0, g = 0, b = 0] = partsOf(pairs(accentOf('#ffd54a')).light.button);
  expect(r).toBeGreaterThan(g);
  expect(g).toBeGreaterThan(b);
});
