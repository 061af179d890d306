import type { Link } from '@connect/sdk';
import { html, nothing, type TemplateResult } from 'lit/html.js';
import { formatsOf } from './formats.ts';
import { icon } from './icons.ts';
import type { ManagerKey } from './locales/manager.en.ts';
import { ago, inWords } from './moment.ts';
import { rowMenu, type MenuItem } from './row-menu.ts';
import type { Words } from './words.ts';

/** What rows are painted with, besides the link. */
export interface RowContext {
  readonly words: Words<ManagerKey>;
  readonly locale: string | undefined;
  /** The session's person, who is "you". */
  readonly email: string;
  readonly nameOf: (platform: string) => string;
  readonly canReveal: boolean;
  readonly copy: (link: Link) => void;
  readonly items: (link: Link) => readonly MenuItem[];
}

/** The form of a key that a number takes in the element's language; of one that is not there, `.other`. */
export const counted = (words: Words<ManagerKey>, key: 'accounts' | 'shown' | 'fresh' | 'revokeP', n: number, locale: string | undefined): string => {
  const { plural, number } = formatsOf(locale);
  const values = { n: number.format(n) };
  return words.plain(`${key}.${plural.select(n)}` as ManagerKey, values) || words.plain(`${key}.other`, values);
};

type Naming = Pick<RowContext, 'words' | 'locale' | 'nameOf'>;

const platformsOf = ({ platforms }: Link, { locale, nameOf }: Naming): string => formatsOf(locale).list.format(platforms.map(nameOf));

/** One of those that `view="fixed"` has made. */
const isFixed = ({ slot }: Link): boolean => slot?.startsWith('fixed:') ?? false;

/** What a link is about, in the middle of a sentence: its client, or what it is for, or its platforms. */
const subjectOf = (link: Link, naming: Naming): string => link.clientName || link.description || platformsOf(link, naming);

/** What a link is called. */
export const titleOf = (link: Link, naming: Naming): string =>
  link.clientName || link.description || naming.words.plain(isFixed(link) ? 'fixed' : 'untitled', { platforms: platformsOf(link, naming) });

const tones: Record<string, string> = { active: 'ok', suspended: 'warn', exhausted: 'warn' };

/** The status in words, with a colour that says nothing more. */
const statusPill = ({ status, expiresAt }: Link, { words, locale }: RowContext): TemplateResult => {
  const date = expiresAt ? formatsOf(locale).date.format(new Date(expiresAt)) : '';
  // A newer backend may know more statuses than these words.
  const key = `status.${status}` as ManagerKey;
  return html`<span class="pill ${tones[status] ?? ''}"><span>${words.plain(key) ? words.say(key, { date }) : status}</span></span>`;
};

const moment = (iso: string, { words, locale }: RowContext) =>
  html`<time datetime=${iso} title=${inWords(iso, locale)}>${ago(iso, Date.now(), locale, words.plain('justNow'))}</time>`;

/** One link of the list. Pure: the same link and marks give the same content. */
export const linkRow = (link: Link, context: RowContext, isCopied: boolean, isBusy: boolean): TemplateResult => {
  const { words, locale, email, canReveal, copy, items } = context;
  const { id, clientName, description, sharedBy, connectionCount, createdAt, lastOpenedAt, status } = link;
  const subject = subjectOf(link, context);
  const isYours = sharedBy.email.toLowerCase() === email.toLowerCase();
  const facts = [
    platformsOf(link, context),
    isFixed(link) && (clientName || description) ? words.plain('isFixed') : nothing,
    connectionCount > 0 ? counted(words, 'accounts', connectionCount, locale) : words.plain(lastOpenedAt ? 'noAccount' : 'unused'),
    lastOpenedAt ? wordsAround(words, 'opened', moment(lastOpenedAt, context)) : nothing,
    html`${isYours ? words.plain('byYou') : html`<span title=${sharedBy.email}>${words.say('by', { name: sharedBy.name })}</span>`}, ${moment(createdAt, context)}`,
  ].filter((fact) => fact !== nothing);
  return html`<div class="grow"><b class="head"><bdi>${titleOf(link, context)}</bdi> ${statusPill(link, context)}</b>${
    clientName && description ? html`<span class="facts about"><bdi>${description}</bdi></span>` : nothing
  }<span class="facts">${facts.map((fact, index) => (index ? html` · ${fact}` : fact))}</span></div>${
    canReveal && status !== 'revoked'
      ? html`<button class="btn icon ${isCopied ? 'done' : ''}" data-copy=${id} aria-label=${isCopied ? words.plain('copied') : words.plain('copyFor', { link: subject })} aria-busy=${isBusy} @click=${() => copy(link)}>${icon(isCopied ? 'check' : 'copy')}</button>`
      : nothing
  }${rowMenu(words.plain('moreFor', { link: subject }), () => items(link))}`;
};

/** A sentence with something in it that is more than text. */
const wordsAround = (words: Words<ManagerKey>, key: ManagerKey, inside: TemplateResult): TemplateResult => {
  const [before = '', after = ''] = words.plain(key, { when: '\u0000' }).split('\u0000');
  return html`${before}${inside}${after}`;
};
