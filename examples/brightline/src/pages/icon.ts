import { html, raw } from 'hono/html';

const paths = {
  calendar: '<rect x="4" y="5.5" width="16" height="14.5" rx="2.5"/><path d="M4 10.5h16M8.5 3v4M15.5 3v4"/>',
  accounts: '<circle cx="12" cy="8" r="3.5"/><path d="M5 19.5c.8-3.6 3.5-5.5 7-5.5s6.2 1.9 7 5.5"/>',
  client:
    '<path d="M4 9.5 5.5 5h13L20 9.5"/><path d="M4 9.5a2.7 2.7 0 0 0 5.3 0 2.7 2.7 0 0 0 5.4 0 2.7 2.7 0 0 0 5.3 0"/><path d="M5.5 12.5V19h13v-6.5"/>',
  activity: '<path d="M3.5 12H7l3-7 4.5 14 3-7h3"/>',
  webhooks: '<path d="M4 12h10M10.5 8 14.5 12l-4 4"/><path d="M13 4.5h4.5A2.5 2.5 0 0 1 20 7v10a2.5 2.5 0 0 1-2.5 2.5H13"/>',
  settings: '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
  check: '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
  clock: '<circle cx="12" cy="12" r="8"/><path d="M12 7.5V12l3 2"/>',
  out: '<path d="M13 5h6v6M19 5l-8 8M17 14v5H5V7h5"/>',
} as const;

/** A drawing beside words that say the same; hidden from screen readers. */
export const icon = (name: keyof typeof paths) =>
  html`<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"
    stroke-linejoin="round" aria-hidden="true">${raw(paths[name])}</svg>`;
