import { markup, type Markup } from './markup.ts';

const icon = (paths: Markup): Markup => markup`<svg class="i" viewBox="0 0 24 24" aria-hidden="true">${paths}</svg>`;

/** Decorative strokes in the colour of the text around them; what they mean is always said in words too. */
export const icons = {
  check: icon(markup`<path d="M5 12.5l4.5 4.5L19 7.5"/>`),
  cross: icon(markup`<path d="M6 6l12 12M18 6L6 18"/>`),
  link: icon(
    markup`<path d="M10 14a4 4 0 0 0 6 .4l2.6-2.6a4 4 0 0 0-5.7-5.7l-1.4 1.4M14 10a4 4 0 0 0-6-.4l-2.6 2.6a4 4 0 0 0 5.7 5.7l1.4-1.4"/>`,
  ),
  pause: icon(markup`<path d="M9 6v12M15 6v12"/>`),
  clock: icon(markup`<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>`),
  person: icon(markup`<circle cx="12" cy="8" r="4"/><path d="M5 20c1-4 4-5 7-5s6 1 7 5"/>`),
  shield: icon(markup`<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6z"/>`),
  out: icon(markup`<path d="M14 5h5v5M19 5l-8 8M10 6H6a1 1 0 0 0-1 1v11a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1v-4"/>`),
  copy: icon(markup`<rect x="8" y="8" width="11" height="12" rx="2"/><path d="M5 16V6a2 2 0 0 1 2-2h8"/>`),
  more: icon(markup`<path d="M6 9l6 6 6-6"/>`),
  wrench: icon(markup`<path d="M14.5 6.5a4 4 0 0 0-5.3 5L4 16.7V20h3.3l5.2-5.2a4 4 0 0 0 5-5.3L15 12l-3-3z"/>`),
} as const;
