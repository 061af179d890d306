import { html, type TemplateResult } from 'lit/html.js';

/** Outlines on a square of 24, drawn with a line of 2. */
const paths = {
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  copy: 'M10 8h7a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM5 16V6a2 2 0 0 1 2-2h8',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  search: 'M16 16l4.5 4.5M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13z',
  share: 'M12 15V4M8 8l4-4 4 4M6 12v7h12v-7',
  qr: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2M20 14v6h-4',
  message: 'M4 5h16v11H10l-4 4v-4H4z',
  history: 'M12 7v5l3 2M4.5 8A8.5 8.5 0 1 1 3.5 12M4 4v4h4',
  edit: 'M4 20l1-4L16 5l3 3L8 19zM14 7l3 3',
  pause: 'M9 6v12M15 6v12',
  resume: 'M8 5.5v13l10.5-6.5z',
  rotate: 'M19 11a7 7 0 0 0-13-3l-2 2M4 5v5h5M5 13a7 7 0 0 0 13 3l2-2M20 19v-5h-5',
  off: 'M12 4v8M7 7a7 7 0 1 0 10 0',
  link: 'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3A4 4 0 0 0 11 18.7l1-1',
  alert: 'M12 8v5M12 16.5h.01M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17z',
  down: 'M6 9l6 6 6-6',
  back: 'M15 5l-7 7 7 7',
} as const;

/** The name of a drawing. */
export type IconName = keyof typeof paths;

/** A drawing beside words, or on a button that has a name of its own: it says nothing to a screen reader. */
export const icon = (name: IconName): TemplateResult =>
  html`<svg class=${`i-${name}`} viewBox="0 0 24 24" aria-hidden="true"><path d=${paths[name]}></path></svg>`;
