import { html, nothing, type TemplateResult } from 'lit/html.js';
import { button } from './control.ts';
import { icon } from './icons.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** Rows of the real height while something is on its way; `slow` says so where it takes long. */
export const skeleton = (label: string, slow: string | undefined): TemplateResult =>
  html`<div class="wait" aria-busy="true"><p class=${slow ? 'muted' : 'sr'}>${slow ?? label}</p><div class="list" aria-hidden="true">${[1, 2, 3].map(
    () => html`<div class="row"><div class="grow"><span class="bone"></span><span class="bone"></span></div></div>`,
  )}</div></div>`;

/** Something that did not work, beside what is shown all the same. */
export const note = (title: unknown, text: unknown, action?: unknown, retry: () => void = () => undefined): TemplateResult =>
  html`<div class="note warn" role="alert">${icon('alert')}<span>${title ? html`<b>${title}</b><br>` : nothing}${text}</span>${action ? button('second', action, retry) : nothing}</div>`;

/** Something that did not work, in the place of what would be shown, with the next step. */
export const trouble = ({ title, text, action }: Pick<SharerFailure, 'title' | 'text' | 'action'>, retry: () => void): TemplateResult =>
  html`<div class="empty" role="alert">${icon('alert')}<h3>${title}</h3><p>${text}</p>${action ? button('second first', action, retry) : nothing}</div>`;
