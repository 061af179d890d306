const linear = (hex: string, at: number): number => {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/**
 * Style rules for a button in the workspace's colour (`#rrggbb`) that keep 3:1 to the card and 4.5:1 between button and
 * text (WCAG 2), for light and dark pages. Where the colour itself does not, its light is scaled, or white is mixed in,
 * just as far as needed.
 */
export const accentOf = (hex: string): string => {
  const rgb = [1, 3, 5].map((at) => linear(hex, at));
  const [r = 0, g = 0, b = 0] = rgb;
  const light = 0.2126 * r + 0.7152 * g + 0.0722 * b;
  const pair = (low: number, high: number, edge: number) => {
    // Between these two neither white nor dark text is readable.
    const to = Math.min(high, Math.max(low, light > 0.183 && light < 0.229 ? edge : light));
    const mixed = rgb.map((value) => (to > light ? value + ((1 - value) * (to - light)) / (1 - light) : (value * to) / (light || 1)));
    return [`color(srgb-linear ${mixed.map((value) => value.toFixed(4)).join(' ')})`, to > 0.2 ? '#0a1733' : '#fff'] as const;
  };
  const day = pair(0, 0.3, 0.183);
  const night = pair(0.137, 1, 0.229);
  return `:host{--accent:light-dark(${day[0]},${night[0]});--ink:light-dark(${day[1]},${night[1]})}`;
};
