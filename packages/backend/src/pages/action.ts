import type { Texts } from '../texts.ts';
import { icons } from './icons.ts';
import { markup, type Markup } from './markup.ts';

/** Where a button leads: another page, or a form that is posted. */
export type Target = { readonly href: string } | { readonly post: string; readonly fields?: Readonly<Record<string, string>> };

/** A button that leads somewhere. */
export const button = (target: Target, label: Markup | string, look: string): Markup =>
  'href' in target
    ? markup`<a class="${btn(look)}" href="${target.href}"><span>${label}</span></a>`
    : markup`<form method="post" action="${target.post}">${hidden(target.fields)}
        <button class="${btn(look)}"><span>${label}</span></button></form>`;

/** A form's hidden fields. */
export const hidden = (fields: Readonly<Record<string, string>> = {}): Markup =>
  markup`${Object.entries(fields).map(([key, value]) => markup`<input type="hidden" name="${key}" value="${value}">`)}`;

/** A button that copies a text; a script shows it. */
export const copyButton = (text: string, label: string, copied: string, look: string, shownIn?: string): Markup =>
  markup`<button type="button" class="${btn(look)}" data-copy value="${text}" data-copied="${copied}"
    ${shownIn !== undefined && markup`aria-controls="${shownIn}"`} hidden>${icons.copy}<span>${label}</span></button>`;

/** An address to keep: to be selected by hand, or copied by a button where a script runs. */
export const addressField = (id: string, address: string, label: string, { common }: Pick<Texts, 'common'>): Markup =>
  markup`<div class="field"><input id="${id}" readonly value="${address}" aria-label="${label}" dir="ltr">
    ${copyButton(address, common.copy, common.copied, 'sm', id)}</div>`;

/** A button that closes a popup; a script shows it. */
export const closeButton = (label: string, look = ''): Markup =>
  markup`<button type="button" class="${btn(look)}" data-close hidden>${label}</button>`;

/** The look of the first button of a page, and of the others. */
export const lookAt = (index: number): string => (index === 0 ? 'primary' : '');

const btn = (look: string): string => (look === '' ? 'btn' : `btn ${look}`);
