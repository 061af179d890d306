/** The colours of the hosted pages. Every pair that carries text keeps 4.5:1, every border of a control 3:1. */
export const light = {
  bg: '#f3f5f8',
  surface: '#ffffff',
  sunken: '#f7f9fb',
  text: '#131d2b',
  muted: '#4c5b6d',
  line: '#dde3ea',
  control: '#77869a',
  accent: '#2350c0',
  'accent-hover': '#1b419f',
  'accent-text': '#ffffff',
  link: '#2350c0',
  focus: '#2350c0',
  ok: '#0d6238',
  'ok-bg': '#e6f4ec',
  warn: '#7d4300',
  'warn-bg': '#fff3de',
  danger: '#ab2219',
  'danger-bg': '#fdecea',
  info: '#1c4a8c',
  'info-bg': '#e8f0fc',
  neutral: '#3c4a5b',
  'neutral-bg': '#ebeff4',
} as const;

export const dark = {
  bg: '#0d131d',
  surface: '#151d2a',
  sunken: '#111926',
  text: '#e8edf4',
  muted: '#a6b3c4',
  line: '#2a374a',
  control: '#73849c',
  accent: '#93b4ff',
  'accent-hover': '#adc6ff',
  'accent-text': '#0a1733',
  link: '#9dbbff',
  focus: '#9dbbff',
  ok: '#7fdca9',
  'ok-bg': '#10291c',
  warn: '#ffc878',
  'warn-bg': '#2e210d',
  danger: '#ffa59c',
  'danger-bg': '#351614',
  info: '#a9c8ff',
  'info-bg': '#14243f',
  neutral: '#c3cedb',
  'neutral-bg': '#212c3c',
} as const satisfies Record<keyof typeof light, string>;

/** Tokens as CSS declarations: `--cl-bg:#f3f5f8;…`. */
export const declarations = (tokens: Readonly<Record<string, string>>): string =>
  Object.entries(tokens)
    .map(([name, color]) => `--cl-${name}:${color}`)
    .join(';');
