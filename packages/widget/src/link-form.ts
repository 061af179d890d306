import type { ConnectError, Link, LinkWithUrl, SessionClient, Workspace } from '@connect/sdk';
import { html, nothing } from 'lit/html.js';
import { withInput, type Control } from './link-form-input.ts';
import { linkFormMemory } from './link-form-memory.ts';
import { refusalOf } from './link-form-refusal.ts';
import {
  changedFields,
  dayOf,
  emptyValues,
  faultsOf,
  inputOf,
  mergedValues,
  patchOf,
  valuesOf,
  type Changeable,
  type LinkField,
  type LinkValues,
} from './link-form-values.ts';
import { controlId, mostOf, renderLinkForm } from './link-form.view.ts';
import { linkFormEn } from './locales/link-form.en.ts';
import type { Part, PartHost } from './manager-part.ts';
import { note } from './placeholder.ts';
import { wordsOf } from './words.ts';

/** What the form is opened with. */
export interface LinkFormOptions {
  /** The link to change; without it a new one is made. */
  readonly link?: Link | undefined;
  /** Where clients go after a new link, unless the person says otherwise. */
  readonly returnUrl?: string | undefined;
  /** The new link, with its URL; or the changed one, without. The form is done then. */
  readonly onDone: (link: Link | LinkWithUrl) => void;
  readonly onCancel: () => void;
  /** Tells what may be about more than this form, such as a session that has ended. Answers whether it is said elsewhere. */
  readonly onTrouble?: ((error: unknown) => boolean) | undefined;
  /** `subscription_required`: show the plan gate; what was typed stays in the form, which can be shown again. */
  readonly onPlanInactive: () => void;
}

/** The form that makes or changes a link. */
export interface LinkForm extends Part {
  /** Whether something was typed that would be lost. */
  readonly dirty: boolean;
  /** Tells the form what the link is now, because somebody else changed it. */
  changed(link: Link): void;
}

/** Makes the form. It checks as typed, sends once, keeps what was typed over lost networks and renewed sessions. */
export const createLinkForm = (host: PartHost, { link, returnUrl, onDone, onCancel, onTrouble, onPlanInactive }: LinkFormOptions): LinkForm => {
  const words = wordsOf(linkFormEn, host.texts);
  const { say } = words;
  const memory = linkFormMemory(host.sharer.workspace.id);
  const life = new AbortController();
  const signal = AbortSignal.any([life.signal, host.signal]);
  const draft = link ? undefined : memory.takeDraft();
  /** What the link is as far as is known; what a new one begins as. */
  const last = memory.last();
  // Older backends do not say whether there is such an address.
  const { takesReturnUrls = true } = host.sharer.workspace as Partial<Workspace>;
  let before: LinkValues = link
    ? valuesOf(link)
    : emptyValues(host.sharer.workspace, { ...last, returnUrl: (takesReturnUrls && last.returnUrl) || returnUrl || '' });
  let values: LinkValues = draft ? emptyValues(host.sharer.workspace, draft) : before;
  const offersReturnUrl = takesReturnUrls || values.returnUrl !== '';
  let phase: 'open' | 'busy' | 'waiting' | 'over' = 'open';
  let notice: unknown = draft ? say('form.restored') : undefined;
  const { expiresAt, maxConnections, locale, requiresApproval, expectedAccounts } = values;
  const opensMore =
    Boolean(expiresAt || maxConnections || locale || requiresApproval || Object.keys(expectedAccounts)[0]) || values.returnUrl !== (returnUrl ?? '');
  /** Fields that the person has left, and that may be found fault with. */
  const left = new Set<LinkField>();
  /** Fields with something in them that is no value, such as half a date. */
  const unfinished = new Set<string>();
  const refused = new Map<LinkField, unknown>();
  const newer = new Map<Changeable, LinkValues>();
  /** One for each filled form: sent again, it makes no second link; a changed one is another link. */
  let sent: { readonly body: string; readonly key: string } | undefined;

  const faults = () => {
    const found = faultsOf(values, new Date(), link && before);
    return unfinished.has('expiresAt') ? { ...found, expiresAt: 'date' as const } : found;
  };
  const faultOf = (field: LinkField): unknown => {
    const fault = left.has(field) ? faults()[field] : undefined;
    if (!fault) return refused.get(field);
    const text = values[field as 'clientName'];
    return say(`fault.${fault}`, fault === 'long' ? { max: mostOf(field), count: text.trim().length } : {});
  };

  /** Reads as the form would show it. */
  const shown = (field: Changeable, from: LinkValues): string => {
    const value = from[field];
    if (typeof value === 'boolean') return words.plain(value ? 'form.on' : 'form.off');
    if (typeof value === 'string') return value;
    return Object.entries(from.expectedAccounts).map(([platform, { handle }]) => `${handle} (${platform})`).join(', ');
  };

  const isMore = (field: LinkField) => !['clientName', 'description', 'platforms'].includes(field);

  /** Goes to the first field that is marked, after it was painted. */
  const showFirst = (fields: readonly LinkField[]) => {
    host.update();
    requestAnimationFrame(() => {
      const more = host.root.querySelector<HTMLDetailsElement>('.link-form details');
      if (more && fields.some(isMore)) more.open = true;
      const ids = new Set(fields.map(controlId));
      [...host.root.querySelectorAll<HTMLElement>('.link-form [id]')].find(({ id }) => ids.has(id))?.focus();
    });
  };

  /** Takes over what somebody else has changed. Answers what they and the person here have changed differently. */
  const merge = (current: Link): readonly Changeable[] => {
    const theirs = valuesOf(current);
    const merged = mergedValues(values, before, theirs);
    for (const field of merged.clashes) newer.set(field, theirs);
    values = merged.values;
    before = theirs;
    return merged.clashes;
  };

  const create = async (client: SessionClient): Promise<LinkWithUrl> => {
    const input = inputOf(values, host.sharer.workspace.id);
    const body = JSON.stringify(input);
    if (sent?.body !== body) sent = { body, key: crypto.randomUUID() };
    const made = await client.links.create(input, { idempotencyKey: sent.key, signal });
    memory.keepLast(values);
    memory.takeDraft();
    return made;
  };

  const change = async (client: SessionClient, { id }: Link): Promise<Link | undefined> => {
    const current = await client.links.get(id, { signal });
    const clashes = merge(current);
    if (clashes.length > 0) {
      phase = 'open';
      notice = say('form.meanwhile');
      showFirst(clashes);
      return undefined;
    }
    const patch = patchOf(values, before);
    return Object.keys(patch).length > 0 ? client.links.update(id, patch, { signal }) : current;
  };

  const failed = (error: unknown) => {
    phase = 'open';
    const { workspace } = host.sharer;
    const { kind, text } = host.explain(error);
    const { errors = [] } = error as Partial<ConnectError>;
    if (kind === 'plan') onPlanInactive();
    else if (kind === 'offline' || kind === 'unreachable') {
      phase = 'waiting';
      notice = say('form.offline');
    } else if (kind === 'invalid' && errors.length > 0) {
      const { productName: product } = workspace;
      const { fields, rest } = refusalOf(errors, values, words, product);
      for (const [field, sentence] of fields) refused.set(field, sentence);
      notice = html`${say('form.refused', { product })}${rest.map((message) => html`<br>${message}`)}`;
      return showFirst([...fields.keys()]);
    } else if (kind === 'conflict' && link) {
      phase = 'over';
      notice = say('form.gone');
    } else {
      if (kind === 'session') memory.keepDraft(values);
      notice = kind === 'session' && onTrouble?.(error) ? undefined : text;
    }
    host.update();
  };

  const submit = async () => {
    if (phase === 'busy' || phase === 'over') return;
    const wrong = Object.keys(faults()) as LinkField[];
    for (const field of wrong) left.add(field);
    if (wrong.length > 0) {
      notice = say('form.check');
      return showFirst(wrong);
    }
    phase = 'busy';
    notice = undefined;
    refused.clear();
    host.update();
    try {
      const { client } = host.sharer;
      const done = link ? await change(client, link) : await create(client);
      if (done && !signal.aborted) onDone(done);
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  };

  addEventListener('online', () => phase === 'waiting' && void submit(), { signal });

  const input = ({ target }: Event) => {
    const control = target as Control;
    const { name } = control;
    const field = (name.startsWith('mismatch.') ? name.replace('mismatch', 'expectedAccounts') : name) as LinkField;
    values = withInput(values, control, host.sharer.workspace);
    unfinished.delete(name);
    if (control.validity.badInput) unfinished.add(name);
    refused.delete(field);
    if (name === 'platforms') left.add(name);
    if (phase === 'waiting') phase = 'open';
    host.update();
  };

  return {
    get dirty() {
      return link ? changedFields(values, before).length > 0 : JSON.stringify(values) !== JSON.stringify(before);
    },
    changed: (current) => {
      if (!link || phase === 'busy') return;
      if (merge(current).length > 0) notice = say('form.meanwhile');
      if (current.status === 'revoked') {
        phase = 'over';
        notice = say('form.gone');
      }
      host.update();
    },
    focus: () => host.root.querySelector<HTMLElement>(`#${controlId('clientName')}`)?.focus(),
    stop: () => life.abort(),
    render: () =>
      renderLinkForm({
        sharer: host.sharer,
        locale: host.locale,
        words,
        values,
        isEdit: link !== undefined,
        isBusy: phase === 'busy',
        today: dayOf(new Date()),
        opensMore,
        offersReturnUrl,
        notice: notice ? note(undefined, notice, phase === 'waiting' && say('form.again'), () => void submit()) : nothing,
        note: (field) => {
          const theirs = newer.get(field as Changeable);
          return { fault: faultOf(field), newer: theirs && shown(field as Changeable, theirs) };
        },
        on: {
          input,
          leave: ({ target, relatedTarget }) => {
            const { name, validity } = target as Control;
            // A sentence that appears would move the button away from under the pointer that is pressing it.
            if (!name || name === 'platforms' || relatedTarget instanceof HTMLButtonElement) return;
            // Half a date is no value, and comes without an event.
            if (validity.badInput) unfinished.add(name);
            left.add(name as LinkField);
            host.update();
          },
          submit: (event) => {
            event.preventDefault();
            void submit();
          },
          take: (field) => {
            const theirs = newer.get(field as Changeable);
            if (theirs) values = { ...values, [field]: theirs[field as Changeable] };
            newer.delete(field as Changeable);
            host.update();
            host.root.querySelector<HTMLElement>(`#${controlId(field)}`)?.focus();
          },
          cancel: () => {
            memory.takeDraft();
            onCancel();
          },
        },
      }),
  };
};
