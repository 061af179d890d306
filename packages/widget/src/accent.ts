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
  const light = 0.2126 * linear(hex, 1) + 0.7152 * linear(hex, 3) + 0.0722 * linear(hex, 5);
  const pair = (low: number, high: number, edge: number) => {
    // Between these two neither white nor dark text is readable.
    const to = Math.min(high, Math.max(low, light > 0.183 && light < 0.229 ? edge : light));
    const part = to > light ? (1 - to) / (1 - light) : to / (light || 1);
    return [`color-mix(in srgb-linear,${hex} ${(part * 100).toFixed(2)}%,${to > light ? '#fff' : '#000'})`, to > 0.2 ? '#0a1733' : '#fff'] as const;
  };
  const day = pair(0, 0.3, 0.183);
  const night = pair(0.137, 1, 0.229);
  return `:host{--accent:light-dark(${day[0]},${night[0]});--ink:light-dark(${day[1]},${night[1]})}`;
};
