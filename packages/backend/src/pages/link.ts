import type { Grant } from '@connect/sdk/contract';
import type { Organisation, PlatformView, Sharer } from '../banner-view.ts';
import { quotedList } from '../refusals.ts';
import { plain } from '../sentence.ts';
import { addressField } from './action.ts';
import { cannot, conditions, grantList, header, sharedBy, startForm, switchForm } from './banner.ts';
import { placeOf, textOf } from './ended-access.ts';
import { icons } from './icons.ts';
import { layout, statusLine, type Frame, type Page } from './layout.ts';
import { markup, say, type Markup } from './markup.ts';
import { moment } from './moment.ts';

/** An account that this browser has connected. */
export interface ConnectedHere {
  /** The name of the platform that it is on. */
  readonly platform: string;
  readonly handle: string;
  /** Whether it waits for approval. */
  readonly isPending?: boolean;
}

export interface LinkProps extends Frame {
  readonly org: Organisation;
  /** The link's path, `/l/{secret}`: the forms post below it. */
  readonly path: string;
  /** The link's whole address, to copy it into another browser. */
  readonly url: string;
  readonly sharer: Sharer;
  /** For whom the link was made. */
  readonly clientName?: string | null;
  /** Whether new accounts wait until the organisation approves them. */
  readonly requiresApproval?: boolean;
  /** At least one. */
  readonly platforms: readonly PlatformView[];
  /** What this browser has connected through the link in the last minutes. */
  readonly connected?: readonly ConnectedHere[];
  /**
   * The page invites to repair instead of to connect: `max` says that the link is exhausted. `handle` names the account,
   * where the opened address does: with its platform's name, why and since when (ms since 1970) it is broken, and the hint
   * that goes along with the button.
   */
  readonly repair?: {
    readonly max?: number;
    readonly handle?: string;
    readonly platform?: string;
    /** Id of the platform through whose login it came. */
    readonly route?: string;
    readonly reason?: string;
    readonly since?: number;
    /** What was taken away, and has to be allowed again. */
    readonly needed?: readonly Pick<Grant, 'title'>[];
    readonly hint?: string;
  };
}

/** The page behind a connect link: who asks, for what, and a button for each platform. */
export const linkPage = (props: LinkProps): Page => {
  const { org, language, product, sharer, platforms, repair } = props;
  const words = language.texts.link;
  const [platform] = platforms;
  const one = platforms.length === 1 ? platform : undefined;
  return layout(props, {
    kind: 'link',
    title: String(heading(props, (sentence, values) => plain(sentence, values))),
    head: preview(props),
    data: { opened: `${props.path}/opened` },
    explains: true,
    main: markup`${header(props, props.clientName)}
<h1>${heading(props, (sentence, values) => say(sentence, values))}</h1>
${sharedBy(sharer, language.texts)}
${repair && markup`<p>${repairText(props)}</p>`}
<section class="stack"><h2>${say(words.can, { org: org.name })}</h2>
${one ? grantList(one.grants, props) : grantsOfSeveral(props)}</section>
${cannot(platforms, props)}
${platforms.map((each) => leftOut(each, props))}
${conditions(props, props)}
${inAppHint(props)}
${(props.connected ?? []).map((account) => connectedNote(account, props))}
<div class="acts">${platforms.map((each) => startForm(props.path, fieldsOf(props, each.id), each, language.texts))}</div>
${statusLine(words.offline)}
<div class="stack s" id="hop">
<p>${one ? say(words.hop, { platform: one.name, product, org: org.name }) : say(words.hopMany, { product, org: org.name })}</p>
<p>${one ? say(words.which, { platform: one.name }) : words.whichMany}</p>
${switches(props)}</div><hr>
<p class="s">${words.undo} ${say(words.doubt, { sharer: sharer.name })}</p>`,
  });
};

type Values = Readonly<Record<string, string>>;

/** What a button of the page sends along. */
const fieldsOf = ({ repair }: LinkProps, platform: string): Values => ({
  platform,
  ...(repair?.hint !== undefined && { repair: repair.hint }),
});

/** What is broken and since when, or that somebody can repair something here. */
const repairText = ({ repair = {}, org, product, language }: LinkProps): Markup | string => {
  const words = language.texts.link;
  const { max, handle, platform = '', route = '', reason = '', since = 0, needed = [] } = repair;
  if (max !== undefined) return say(words.repairFull, { max });
  if (handle === undefined) return words.repair;
  const why = textOf(words.reasons, reason) ?? words.reasons.refresh_refused;
  const place = placeOf(language, route, platform);
  const titles = quotedList(needed.map(({ title }) => plain(title, { org: org.name, product })), language);
  return markup`${say(words.repairSince, { date: moment(since, 'date', language.tag) })} ${say(why, { platform: place })}${
    needed.length > 0 && markup` ${say(words.needed, { org: org.name, missing: titles })}`
  } ${words.repair}`;
};

const heading = <T>({ org, language, platforms, repair }: LinkProps, write: (sentence: string, values: Values) => T): T => {
  const words = language.texts.link;
  const [platform] = platforms;
  const values = { org: org.name, platform: repair?.platform ?? platform?.name ?? '', handle: repair?.handle ?? '' };
  if (repair?.handle !== undefined) return write(repair.platform === undefined ? words.titleRepair : words.titleRepairOn, values);
  if (platforms.length > 1) return write(repair ? words.titleRepairMany : words.titleMany, values);
  return write(repair ? words.titleRepairOne : words.title, values);
};

/** What a chat app may show of the link: the organisation, and nothing of the person or the account. */
const preview = ({ org, language }: LinkProps): Markup => {
  const values = { org: org.name };
  return markup`<meta property="og:title" content="${plain(language.texts.link.preview, values)}">
<meta property="og:description" content="${plain(language.texts.link.previewText, values)}">
<meta name="description" content="${plain(language.texts.link.previewText, values)}">
`;
};

/** What all platforms are asked for, once; then what each one is, named in full and in detail on demand. */
const grantsOfSeveral = (props: LinkProps): Markup => {
  const { platforms, org, product, language } = props;
  const [first, ...others] = platforms;
  const includes = (grants: readonly Grant[], title: string): boolean => grants.some((grant) => grant.title === title);
  const common = (first?.grants ?? []).filter(({ title }) => others.every(({ grants }) => includes(grants, title)));
  return markup`${common.length > 0 && grantList(common, props)}
${platforms.map((platform) => {
  const own = platform.grants.filter(({ title }) => !includes(common, title));
  if (own.length === 0) return false;
  const titles = own.map(({ title }, index) => markup`${index > 0 && ' · '}${say(title, { org: org.name, product })}`);
  const on = say(language.texts.link.canOn, { platform: platform.name });
  return markup`<details class="more"><summary>${icons.more}<span>${on}<small>${titles}</small></span></summary>
${grantList(own, props)}</details>`;
})}`;
};

/** What is not among what it will be able to do, unless its person allows it this time. */
const leftOut = ({ name: platform, declined = [] }: PlatformView, { org, product, language }: LinkProps): Markup | false => {
  if (declined.length === 0) return false;
  const missing = quotedList(declined.map(({ title }) => plain(title, { org: org.name, product })), language);
  return markup`<p class="s">${say(language.texts.link.declined, { missing, platform })}</p>`;
};

const connectedNote = ({ platform, handle, isPending }: ConnectedHere, { language, org }: LinkProps): Markup => {
  const { link: words } = language.texts;
  const named = { handle, platform };
  return markup`<p class="note${isPending && ' wait'}">${isPending ? icons.clock : icons.check}
<span>${isPending ? say(words.pending, { ...named, org: org.name }) : say(words.connected, named)}</span></p>`;
};

/** For people who are logged in with another account than they want to connect. */
const switches = (props: LinkProps): readonly Markup[] => {
  const { path, platforms, language } = props;
  const { link: words } = language.texts;
  return platforms.map((platform) => {
    const label = platforms.length > 1 ? say(words.switchOn, { platform: platform.name }) : words.switch;
    return switchForm(path, fieldsOf(props, platform.id), label, platform, language.texts);
  });
};

/** Shown by a script inside another app's browser, before the button: a platform's login often fails in there. */
const inAppHint = ({ language, url }: LinkProps): Markup => {
  const { inApp } = language.texts;
  return markup`<section class="in" data-in-app hidden><h2>${inApp.title}</h2>
<p>${say(inApp.text, { app: markup`<bdi data-in-app-name></bdi>` })}</p>
<ol class="steps">${inApp.steps.map((step) => markup`<li><span>${step}</span></li>`)}</ol>
${addressField('address', url, inApp.address, language.texts)}<p>${inApp.anyway}</p></section>`;
};
