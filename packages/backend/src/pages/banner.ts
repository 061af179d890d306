import type { Grant } from '@connect/sdk/contract';
import type { Organisation, PlatformView, Sharer } from '../banner-view.ts';
import { plain } from '../sentence.ts';
import type { Texts } from '../texts.ts';
import { hidden } from './action.ts';
import { icons } from './icons.ts';
import type { Frame } from './layout.ts';
import { markup, name, say, type Markup } from './markup.ts';
import { tile } from './tile.ts';

/** The organisation at the head of a page, or the product where none is known. */
export const header = ({ org, product, language }: Frame, clientName?: string | null): Markup => {
  const shown: Organisation = org ?? { name: product };
  return markup`<header class="org">${tile(shown.name, shown.logo)}<div class="grow">${name(shown.name)}
${clientName && markup`<small>${say(language.texts.link.forClient, { client: clientName })}</small>`}</div></header>`;
};

/** Who shared it, by name and e-mail address. */
export const sharedBy = (sharer: Sharer, texts: Texts): Markup =>
  markup`<div class="who">${tile(sharer.name, null, 'small round', 2)}
    <div class="grow"><b>${say(texts.link.shared, { sharer: sharer.name })}</b><span>${name(sharer.email)}</span></div></div>`;

/** Permissions as a list; `short` leaves out their small lines. */
export const grantList = (grants: readonly Grant[], { org, product }: Frame, short = false): Markup => {
  const names = { org: org?.name ?? product, product };
  return markup`<ul class="perm">${grants.map(
    ({ title, detail }) => markup`<li>${icons.check}<span>${say(title, names)}</span>
      ${!short && detail && markup`<small>${say(detail, names)}</small>`}</li>`,
  )}</ul>`;
};

/** What it cannot do: the first two that hold for every platform. */
export const cannot = (platforms: readonly PlatformView[], { language }: Frame): Markup | false => {
  const [first, ...others] = platforms;
  const shared = (first?.notGranted ?? [])
    .filter((words) => others.every(({ notGranted }) => notGranted.includes(words)))
    .slice(0, 2);
  if (shared.length === 0) return false;
  const list = new Intl.ListFormat(language.tag, { type: 'disjunction' }).format(shared);
  // Our own words, nobody's name: nothing to isolate.
  return markup`<p class="cannot">${icons.cross}<span>${say(language.texts.link.cannot, { list: markup`${list}` })}</span></p>`;
};

/** Which account it is for, and whether it waits to be looked at: what is good to know before the button. */
export const conditions = (
  { platforms, requiresApproval }: { readonly platforms: readonly PlatformView[]; readonly requiresApproval?: boolean },
  { org, product, language }: Frame,
): Markup | false => {
  const words = language.texts.link;
  const meant = platforms.flatMap(({ name: platform, expected }) =>
    expected === undefined
      ? []
      : markup`<p>${platforms.length > 1 ? say(words.expectedOn, { platform, expected }) : say(words.expected, { expected })}</p>`,
  );
  if (meant.length === 0 && !requiresApproval) return false;
  return markup`<div class="meant">${icons.person}<div>${meant}
${requiresApproval && markup`<p>${say(words.approval, { org: org?.name ?? product })}</p>`}</div></div>`;
};

/** Leads to a platform that asks which account, instead of taking the one that is logged in. */
export const switchForm = (
  path: string,
  fields: Readonly<Record<string, string>>,
  label: Markup | string,
  { name: platform }: Pick<PlatformView, 'name'>,
  { link: words }: Texts,
): Markup =>
  markup`<form method="post" action="${path}/start" data-start>${hidden({ ...fields, choose: '1' })}
    <button class="switch" data-busy="${plain(words.going, { platform })}"><span>${label}</span></button></form>`;

/** The button that leads to a platform: a form, so that it works without a script. What it means is said at `#hop`. */
export const startForm = (
  path: string,
  fields: Readonly<Record<string, string>>,
  { name: platform }: Pick<PlatformView, 'name'>,
  { link: words }: Texts,
): Markup =>
  markup`<form method="post" action="${path}/start" data-start>${hidden(fields)}
    <button class="btn primary" aria-describedby="hop" data-busy="${plain(words.going, { platform })}">
    <span>${say(words.go, { platform })}</span></button></form>`;
