import { html, nothing, type TemplateResult } from 'lit/html.js';

/** A button with words. `kind` are classes of control.styles.ts, `mark` is a drawing before the words; a busy one turns. */
export const button = (kind: string, label: unknown, run: () => void, mark: unknown = nothing, isBusy: boolean | typeof nothing = nothing): TemplateResult =>
  html`<button type="button" class="btn ${kind}" aria-busy=${isBusy} @click=${run}>${mark}<span>${label}</span></button>`;

/** An address to copy by hand: selected as soon as somebody goes into it. */
export const urlField = (label: string, url: string, id: string | typeof nothing = nothing): TemplateResult =>
  html`<input class="input url" id=${id} readonly dir="ltr" aria-label=${label} .value=${url} @focus=${({ target }: Event) => (target as HTMLInputElement).select()}>`;
