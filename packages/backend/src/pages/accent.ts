import { contrast, hexOf, oklchOf } from './color.ts';
import { dark, light } from './tokens.ts';

/** An accent colour for one colour scheme, each as `#rrggbb`. */
export interface AccentTones {
  /** The primary button. At least 3:1 against the surface. */
  readonly accent: string;
  /** The primary button under the pointer. */
  readonly accentHover: string;
  /** The primary button's label: white or ink, at least 4.5:1 on both. */
  readonly accentText: string;
  /** A link in running text: at least 4.5:1 on the surface and on the page's ground. */
  readonly link: string;
  /** The focus ring: at least 3:1 on both. */
  readonly focus: string;
}

interface Accent {
  readonly light: AccentTones;
  readonly dark: AccentTones;
}

/**
 * A workspace's accent colour (`#rrggbb`) as it can be used in a light and in a dark page. Where it would be too faint,
 * its lightness is moved, in OKLCH, as little as it takes; hue and (where sRGB allows) chroma stay.
 */
export const accentOf = (color: string): Accent => ({
  light: tonesOf(color, [light.surface, light.bg], ['#ffffff', light.text]),
  dark: tonesOf(color, [dark.surface, dark.bg], ['#ffffff', dark['accent-text']]),
});

const tonesOf = (color: string, grounds: readonly string[], labels: readonly [string, string]): AccentTones => {
  const against = (tone: string): number => Math.min(...grounds.map((ground) => contrast(tone, ground)));
  const labelOn = (tone: string): string => (contrast(tone, labels[0]) >= contrast(tone, labels[1]) ? labels[0] : labels[1]);
  const accent = nearest(color, (tone) => against(tone) >= 3 && contrast(tone, labelOn(tone)) >= 4.5);
  const accentText = labelOn(accent);
  const link = nearest(accent, (tone) => against(tone) >= 4.5);
  return { accent, accentHover: hoverOf(accent, accentText), accentText, link, focus: accent };
};

/** The tone of this hue that is nearest in lightness and good enough. */
const nearest = (color: string, isGood: (tone: string) => boolean): string => {
  const tone = color.toLowerCase();
  if (isGood(tone)) return tone;
  const from = oklchOf(tone);
  for (let step = 1; step <= 100; step++) {
    for (const l of [from.l - step / 100, from.l + step / 100]) {
      if (l < 0 || l > 1) continue;
      const moved = hexOf({ ...from, l });
      if (isGood(moved)) return moved;
    }
  }
  throw new Error(`No tone of ${color} keeps the contrast.`);
};

/**
 * A step away from the label's own lightness, so that the label gains contrast. At the end of the scale there is no room
 * for it; there a longer step the other way still leaves the label contrast to spare.
 */
const hoverOf = (accent: string, label: string): string => {
  const from = oklchOf(accent);
  const away = from.l > oklchOf(label).l ? 1 : -1;
  const l = from.l + away * 0.06;
  return hexOf({ ...from, l: l > 1 || l < 0 ? from.l - away * 0.15 : l });
};
