import { html, nothing, type TemplateResult } from 'lit/html.js';
import { limits } from '@connect/sdk/contract';
import { icon } from './icons.ts';
import type { LinkField, LinkValues } from './link-form-values.ts';
import type { LinkFormKey } from './locales/link-form.en.ts';
import type { PartHost } from './manager-part.ts';
import { platformName } from './platform-name.ts';
import type { Words } from './words.ts';

/** What is to be said beside a field. */
export interface FieldNote {
  /** What is wrong; empty where nothing is. */
  readonly fault?: unknown;
  /** What somebody else has set it to meanwhile. */
  readonly newer?: string | undefined;
}

/** What the form shows, and what its controls do. */
export interface LinkFormView {
  readonly sharer: PartHost['sharer'];
  readonly locale: string | undefined;
  readonly words: Words<LinkFormKey>;
  readonly values: LinkValues;
  /** Whether a link is changed that there is. */
  readonly isEdit: boolean;
  readonly isBusy: boolean;
  readonly today: string;
  /** What there is to say about the whole form, and a button for it. */
  readonly notice: unknown;
  /** Whether the options are open from the start. */
  readonly opensMore: boolean;
  /** Whether clients can be sent anywhere afterwards. */
  readonly offersReturnUrl: boolean;
  note(field: LinkField): FieldNote;
  readonly on: {
    input(event: Event): void;
    leave(event: FocusEvent): void;
    submit(event: Event): void;
    take(field: LinkField): void;
    cancel(): void;
  };
}

/** The id of a field's control. */
export const controlId = (field: LinkField): string => `form-${field.replace('.', '-')}`;

/** The form. Pure: the same view gives the same content. */
export const renderLinkForm = (view: LinkFormView): TemplateResult => {
  const { sharer, words, values, isEdit, isBusy, on } = view;
  const { workspace, session } = sharer;
  const { say } = words;
  const product = workspace.productName;
  const nameOf = (platform: string): string => platformName(workspace, platform);

  const below = (field: LinkField, hint?: unknown) => {
    const { fault, newer } = view.note(field);
    const id = controlId(field);
    return html`${hint ? html`<span id="${id}-hint" class="hint">${hint}</span>` : nothing}${
      newer === undefined
        ? nothing
        : html`<p id="${id}-newer" class="hint">${newer ? say('form.newer', { value: newer }) : say('form.newerEmpty')} <button type="button" class="link" @click=${() => on.take(field)}>${say('form.take')}</button></p>`
    }<p id="${id}-fault" class="problem" ?hidden=${!fault}>${icon('alert')}<span>${fault}</span></p>`;
  };
  const describedBy = (field: LinkField) => `${controlId(field)}-hint ${controlId(field)}-newer ${controlId(field)}-fault`;
  const isWrong = (field: LinkField) => (view.note(field).fault ? 'true' : nothing);

  const label = (field: LinkField, text: unknown, isOptional = false) =>
    html`<label for=${controlId(field)}>${text}${isOptional ? html` <span class="hint">(${say('form.optional')})</span>` : nothing}</label>`;

  const line = (
    field: Exclude<LinkField, 'platforms' | 'requiresApproval'>,
    text: unknown,
    value: string,
    { hint, type = 'text', ...rest }: { hint?: unknown; type?: string; optional?: boolean; min?: string; mode?: string; ltr?: boolean } = {},
  ) =>
    html`<div class="field">${label(field, text, rest.optional)}<input class=${rest.ltr ? 'input url' : 'input'} id=${controlId(field)} name=${field} type=${type} .value=${value} min=${rest.min ?? nothing} inputmode=${rest.mode ?? nothing} dir=${rest.ltr ? 'ltr' : 'auto'} autocomplete="off" autocapitalize=${rest.ltr ? 'none' : nothing} spellcheck="false" aria-describedby=${describedBy(field)} aria-invalid=${isWrong(field)}>${below(field, hint)}</div>`;

  const expected = (platform: string) => {
    const { handle = '', onMismatch = 'refuse' } = values.expectedAccounts[platform] ?? {};
    const name = nameOf(platform);
    const id = controlId(`mismatch.${platform}` as LinkField);
    return html`${line(`expectedAccounts.${platform}`, say('form.expected', { platform: name }), handle, { hint: say('form.expectedHint'), ltr: true })}${
      handle.trim()
        ? html`<div class="field"><label for=${id}>${say('form.mismatch', { platform: name })}</label><span class="inset"><select class="input" id=${id} name="mismatch.${platform}"><option value="refuse" ?selected=${onMismatch !== 'warn'}>${say('form.refuse')}</option><option value="warn" ?selected=${onMismatch === 'warn'}>${say('form.warn')}</option></select>${icon('down')}</span></div>`
        : nothing
    }`;
  };

  const platforms = () =>
    isEdit
      ? html`<div class="field"><b>${say('form.platforms')}</b><p>${new Intl.ListFormat(view.locale).format(values.platforms.map(nameOf))}</p><span class="hint">${say('form.platformsFixed')}</span></div>`
      : html`<fieldset class="field" aria-describedby="${controlId('platforms')}-fault"><legend>${say('form.platforms')}</legend><div class="cards">${workspace.platforms.map(
          ({ id, name }, index) =>
            html`<label class="check card"><input id=${index ? nothing : controlId('platforms')} type="checkbox" name="platforms" .value=${id} .checked=${values.platforms.includes(id)} aria-invalid=${isWrong('platforms')}><span>${name}</span></label>`,
        )}</div>${below('platforms')}</fieldset>`;

  const languages = () => {
    const names = new Intl.DisplayNames(view.locale ? [view.locale] : undefined, { type: 'language' });
    const all = values.locale && !workspace.locales.includes(values.locale) ? [...workspace.locales, values.locale] : workspace.locales;
    if (all.length < 2) return nothing;
    return html`<div class="field">${label('locale', say('form.locale'))}<span class="inset"><select class="input" id=${controlId('locale')} name="locale" aria-describedby=${describedBy('locale')}><option value="" ?selected=${!values.locale}>${say('form.anyLocale')}</option>${all.map(
      (tag) => html`<option value=${tag} ?selected=${tag === values.locale}>${names.of(tag)}</option>`,
    )}</select>${icon('down')}</span>${below('locale')}</div>`;
  };

  return html`<form class="link-form" novalidate aria-labelledby="form-title" @input=${on.input} @focusout=${on.leave} @submit=${on.submit}><h3 id="form-title">${say(isEdit ? 'form.edit' : 'form.new')}</h3>${view.notice}${line('clientName', say('form.for'), values.clientName, { hint: say('form.forHint'), optional: true })}${platforms()}<div class="field">${label('description', say('form.description'), true)}<textarea class="input" id=${controlId('description')} name="description" rows="2" dir="auto" .value=${values.description} aria-describedby=${describedBy('description')} aria-invalid=${isWrong('description')}></textarea>${below('description', say('form.descriptionHint'))}</div>${
    isEdit
      ? nothing
      : html`<p class="note neutral"><span><b>${say('form.as')}</b><br>${say('form.asLine', { sharer: session.actor.name, email: session.actor.email, org: workspace.name })}</span></p>`
  }<details ?open=${view.opensMore}><summary>${say('form.more')}</summary><div class="options">${line('expiresAt', say('form.expires'), values.expiresAt, { hint: say('form.expiresHint'), type: 'date', min: view.today })}${line(
    'maxConnections',
    say('form.max'),
    values.maxConnections,
    { hint: say('form.maxHint'), mode: 'numeric' },
  )}${values.platforms.map(expected)}<div class="field"><label class="check"><input id=${controlId('requiresApproval')} type="checkbox" name="requiresApproval" .checked=${values.requiresApproval} aria-describedby=${describedBy('requiresApproval')}><span>${say('form.approve')}</span></label>${below('requiresApproval')}</div>${
    view.offersReturnUrl
      ? line('returnUrl', say('form.returnUrl'), values.returnUrl, { hint: say('form.returnUrlHint', { product }), type: 'url', ltr: true })
      : nothing
  }${languages()}</div></details><div class="buttons"><button type="submit" class="btn primary" aria-busy=${isBusy}>${say(
    isEdit ? (isBusy ? 'form.saving' : 'form.save') : isBusy ? 'form.making' : 'form.submit',
  )}</button><button type="button" class="btn second" @click=${on.cancel}>${say('form.cancel')}</button></div></form>`;
};

/** How long a text of the form may be. */
export const mostOf = (field: LinkField): number => (field === 'clientName' ? limits.name : limits.description);
