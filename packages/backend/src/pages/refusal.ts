import { refusals, type RefusalCode } from '@connect/sdk/contract';
import type { RefusalValues } from '../problem.ts';
import { knownValues } from '../refusals.ts';
import type { RefusalActionKind, RefusalName } from '../refusal-text.ts';
import { plain, sayable, type Alternatives } from '../sentence.ts';
import { button, copyButton, lookAt, type Target } from './action.ts';
import { header } from './banner.ts';
import { closing, windowData, type FlowWindow } from './done.ts';
import { leftThere, type EndedAccess } from './ended-access.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { mailTo } from './mail.ts';
import { markup, say, type Markup } from './markup.ts';
import { moment } from './moment.ts';

export interface RefusalProps extends Frame {
  readonly code: RefusalCode;
  /** What its sentences may name; `sharerEmail` makes "Write to …" possible. Plain text. */
  readonly values: RefusalValues;
  /** Where its buttons lead; an action without a target is not shown. */
  readonly targets?: {
    /** Try once more, with everything as it was chosen. */
    readonly retry?: Target;
    /** The same page again. */
    readonly check?: Target;
    /** The link's page for repairing. */
    readonly repair?: Target;
    /** Try once more, but let the platform ask which account. */
    readonly another?: Target;
    /** Try once more, and connect the account that the link is not meant for. */
    readonly anyway?: Target;
    /** Another way to the same accounts. */
    readonly instead?: Target;
    /** The link's whole address, to be copied. */
    readonly copy?: string;
  };
  /** Where a connection has ended: its access, of which is told what is left. */
  readonly ended?: EndedAccess;
  /** Where a flow ends here: what its script needs. */
  readonly window?: FlowWindow;
}

/** Why somebody cannot go on, or how an attempt ended without an account. Each code has its own words. */
export const refusalPage = (props: RefusalProps): Page => {
  const { language, code, values, window, ended } = props;
  const left = ended !== undefined && leftThere(ended, language, props.product);
  const words = language.texts.refusals[code];
  const known = knownValues({ product: props.product, ...values }, language);
  const marked: Record<string, string | Markup> = Object.fromEntries(known);
  const { expiresAt } = values;
  if (typeof expiresAt === 'string' && known.has('date')) marked['date'] = moment(Date.parse(expiresAt), 'date', language.tag);
  const isKnown = (each: string): boolean => known.has(each as RefusalName);
  const choose = (alternatives: Alternatives): string | undefined => sayable(alternatives, isKnown);
  const write = (alternatives: Alternatives): Markup | false => {
    const sentence = choose(alternatives);
    return sentence !== undefined && say(sentence, marked);
  };
  const [look, icon] = marks[code];
  const reference = words.reference && known.get('ref');
  const isTold = words.text.some((paragraph) => choose(paragraph)?.includes('{ref}'));
  return layout(props, {
    kind: window ? 'done' : 'refusal',
    status: refusals[code],
    title: plain(choose(words.title) ?? code, Object.fromEntries(known)),
    ...(window && { data: windowData(window) }),
    main: markup`${header(props)}
<div class="mark${look && ` ${look}`}">${icon}</div>
<div class="stack"><h1 tabindex="-1" autofocus>${write(words.title)}</h1>${words.text.map((paragraph) => {
      const text = write(paragraph);
      return text && markup`<p class="muted">${text}</p>`;
    })}${left && markup`<p class="muted">${left}</p>`}</div>
${words.steps && markup`<ol class="steps">${words.steps.map((step) => markup`<li><span>${write(step)}</span></li>`)}</ol>`}
${actions(props, write)}
${words.reassurance && markup`<p class="safe">${icons.shield}<span>${write(words.reassurance)}</span></p>`}
${reference && referenceLine(reference, isTold, props)}
${words.closes && closing(language.texts)}
${statusLine()}`,
  });
};

const actions = (props: RefusalProps, write: (alternatives: Alternatives) => Markup | false): Markup | false => {
  const { refusals: words, common } = props.language.texts;
  const shown = (words[props.code].actions ?? []).flatMap(({ kind, label }) => {
    const text = write(label);
    const target = targetOf(kind, props);
    return text === false || target === undefined ? [] : { kind, text, label, target };
  });
  if (shown.length === 0) return false;
  return markup`<div class="acts">${shown.map(({ kind, text, label, target }, index) =>
    typeof target === 'string'
      ? copyButton(target, typeof label === 'string' ? label : common.copy, common.copied, lookAt(index))
      : button(target, text, kind === 'anyway' ? 'quiet' : lookAt(index)),
  )}</div>`;
};

const targetOf = (kind: RefusalActionKind, { values, targets, org, language }: RefusalProps): Target | string | undefined => {
  if (kind !== 'write') return targets?.[kind];
  const email = values['sharerEmail'];
  if (typeof email !== 'string' || email === '') return undefined;
  const subject = plain(language.texts.common.mailSubject, { org: org?.name ?? '' });
  return { href: mailTo(email, org ? { subject } : {}) };
};

/** The reference, unless the text has told it already, and a button to copy it. */
const referenceLine = (reference: string, isTold: boolean, { language }: RefusalProps): Markup => {
  const { common } = language.texts;
  const ref = markup`<code dir="ltr">${reference}</code>`;
  return markup`<div class="field">${!isTold && markup`<p class="s grow">${say(common.reference, { ref })}</p>`}
${copyButton(reference, common.copyReference, common.copied, 'sm')}</div>`;
};

/** How each looks: a tone, and an icon that is never the only bearer of the meaning. */
const marks: Readonly<Record<RefusalCode, readonly ['' | 'warn' | 'info', Markup]>> = {
  link_not_found: ['', icons.link],
  link_revoked: ['', icons.link],
  link_expired: ['', icons.clock],
  link_paused: ['', icons.pause],
  link_suspended: ['', icons.pause],
  link_exhausted: ['', icons.link],
  wrong_account: ['warn', icons.person],
  personal_account: ['warn', icons.person],
  no_eligible_account: ['warn', icons.person],
  denied: ['', icons.link],
  none_chosen: ['', icons.link],
  cancelled: ['', icons.cross],
  missing_permission: ['warn', icons.shield],
  attempt_expired: ['', icons.clock],
  confirm_expired: ['', icons.clock],
  choice_expired: ['', icons.clock],
  other_browser_refused: ['', icons.shield],
  platform_unavailable: ['info', icons.clock],
  platform_limit: ['info', icons.clock],
  platform_setup: ['info', icons.wrench],
  cookies_blocked: ['info', icons.out],
  connection_undone: ['', icons.cross],
  approval_rejected: ['', icons.person],
  flow_conflict: ['', icons.out],
  flow_not_yours: ['', icons.shield],
  too_many_attempts: ['', icons.clock],
  receipt_not_found: ['', icons.link],
  not_from_here: ['', icons.shield],
  internal_error: ['info', icons.wrench],
};
