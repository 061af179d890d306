import type { Event, Link } from '@connect/sdk';
import { html, nothing } from 'lit/html.js';
import { button, urlField } from './control.ts';
import { copyText, createCopiedMark } from './copy.ts';
import { icon } from './icons.ts';
import { fixedLinksStyles } from './fixed-links.styles.ts';
import { fixedLinksEn, type FixedLinksKey } from './locales/fixed-links.en.ts';
import type { ManagerHost } from './manager-content.ts';
import type { Part } from './manager-part.ts';
import { kindOf } from './sharer-failure.ts';
import { wordsOf } from './words.ts';

/** One lasting link per platform. */
export interface FixedLinks extends Part {
  /** News of the workspace from watch.ts; `null`: there may be news, read again. Rejects where that fails. */
  news(events: readonly Event[] | null): Promise<void>;
}

/** What there is for one platform. */
interface Place {
  readonly link?: Link | undefined;
  /** Why there is no link, or why it could not be copied. */
  readonly problem?: 'noMake' | 'plan' | { readonly text: string } | undefined;
  /** Whether the link took the place of one that was switched off while somebody looked. */
  readonly isNew?: boolean;
  /** Shown where the browser refuses to copy. */
  readonly url?: string | undefined;
}

/** Makes the content of `view="fixed"`: for each platform of the workspace its one link, made where it is missing. Loads by itself. */
export const createFixedLinks = (host: ManagerHost): FixedLinks => {
  host.addStyles(fixedLinksStyles);
  const { say, plain } = wordsOf(fixedLinksEn, host.texts);
  const life = new AbortController();
  const signal = AbortSignal.any([life.signal, host.signal]);
  const mark = createCopiedMark(host.update);
  const places = new Map<string, Place>();

  /** The newest link of the slot; a revoked one has left it. */
  const find = async (slot: string): Promise<{ link: Link | undefined; hadOne: boolean }> => {
    const { client, workspace } = host.sharer;
    const { data } = await client.links.list({ workspace: workspace.id, slot, limit: 1 }, { signal });
    const [newest] = data;
    return { link: newest && newest.status !== 'revoked' ? newest : undefined, hadOne: newest !== undefined };
  };

  /** Finds the link of a platform, or makes it. Two people who do that at the same time make one. */
  const ensure = async (platform: string): Promise<Place> => {
    const { client, workspace, can } = host.sharer;
    const slot = `fixed:${platform}`;
    const { link, hadOne } = await find(slot);
    // As it is by now: the person may have copied meanwhile, and be shown the URL.
    const before = places.get(platform);
    if (link) return { ...(before?.link?.id === link.id ? before : { isNew: !!before?.link }), link, problem: undefined };
    if (workspace.subscription.status !== 'active') return { problem: 'plan' };
    if (!can('links:write')) return { problem: 'noMake' };
    try {
      return { link: await client.links.create({ workspace: workspace.id, platforms: [platform], slot }, { signal }), isNew: hadOne };
    } catch (error) {
      const kind = kindOf(error);
      if (kind === 'plan') return { problem: 'plan' };
      if (kind === 'ability') return { problem: 'noMake' };
      if (kind !== 'conflict') throw error;
      const theirs = (await find(slot)).link;
      if (theirs) return { link: theirs, isNew: hadOne };
      throw error;
    }
  };

  /** One look after the other for each platform: a second one at the same time would not see what the first one makes. */
  const looks = new Map<string, Promise<void>>();
  const load = (platform: string): Promise<void> => {
    const look = async () => {
      try {
        places.set(platform, await ensure(platform));
      } finally {
        host.update();
      }
    };
    const next = (looks.get(platform) ?? Promise.resolve()).then(look, look);
    looks.set(platform, next);
    return next;
  };
  /** Says in the row what did not work; of the session, above all rows. */
  const tell = (platform: string, error: unknown, place: Place | undefined) => {
    if (kindOf(error) === 'session') host.fail(error);
    else places.set(platform, { ...place, problem: { text: host.explain(error).text } });
    host.update();
  };
  const loadOrTell = async (platform: string) => {
    try {
      await load(platform);
    } catch (error) {
      if (!signal.aborted) tell(platform, error, {});
    }
  };
  const ids = () => host.sharer.workspace.platforms.map(({ id }) => id);
  for (const id of ids()) void loadOrTell(id);

  const copy = async (platform: string, link: Link) => {
    let url = '';
    try {
      const revealed = host.sharer.client.links.reveal(link.id, { signal }).then((answer) => (url = answer.url));
      const copied = await copyText(revealed);
      places.set(platform, { ...places.get(platform), link, problem: undefined, url: copied ? undefined : url });
      if (copied) mark.set(platform);
      host.announce(plain(copied ? 'fixed.copied' : 'fixed.byHand'));
    } catch (error) {
      if (signal.aborted) return;
      // Switched off a moment ago: the next look finds or makes the one in its place.
      if (kindOf(error) === 'conflict') return loadOrTell(platform);
      tell(platform, error, places.get(platform));
    }
    host.update();
    if (places.get(platform)?.url) requestAnimationFrame(() => host.root.querySelector<HTMLElement>(`#fixed-${platform}`)?.focus());
  };

  const below = (id: string, name: string, { link, problem, isNew, url }: Place) => {
    const { workspace, can } = host.sharer;
    const { upgradeUrl } = workspace.subscription;
    const values = { platform: name, product: workspace.productName, org: workspace.name };
    if (problem === 'noMake') return html`<span class="facts">${say('fixed.noMake', values)}</span>`;
    if (problem === 'plan') {
      const { title, action } = host.explain({ code: 'subscription_required' });
      return html`<span class="facts">${title}. ${upgradeUrl ? html`<a href=${upgradeUrl}>${action}</a>` : nothing}</span>`;
    }
    const status = link?.status ?? '';
    return html`${
      url === undefined
        ? html`<span class="facts">${plain(isNew ? 'fixed.replaced' : (`fixed.${status}P` as FixedLinksKey)) || plain('fixed.ready')}${!link || can('links:reveal') ? nothing : html`<br>${say('fixed.noCopy', values)}`}</span>`
        : html`${urlField(plain('fixed.field', values), url, `fixed-${id}`)}<span class="hint">${say('fixed.byHand')}</span>`
    }`;
  };

  const row = ({ id, name }: { readonly id: string; readonly name: string }) => {
    const place = places.get(id);
    if (!place) return html`<li class="row" aria-busy="true"><span class="grow"><span class="sr">${say('fixed.loading')}</span><span class="bone"></span><span class="bone"></span></span></li>`;
    const { link, problem } = place;
    const status = link?.status ?? '';
    const text = typeof problem === 'object' ? problem.text : undefined;
    const label = plain(`fixed.${status}` as FixedLinksKey);
    return html`<li class="row"><div class="grow"><span class="head"><b>${name}</b>${
      label ? html`<span class="pill ${status === 'active' ? 'ok' : 'warn'}">${label}</span>` : nothing
    }</span>${text === undefined ? below(id, name, place) : nothing}<span role="alert">${text ? html`<span class="problem">${icon('alert')}<span>${text}</span></span>` : nothing}</span></div>${
      link && host.sharer.can('links:reveal')
        ? button('second', say(mark.has(id) ? 'fixed.copied' : 'fixed.copy', { platform: name }), () => void copy(id, link), icon(mark.has(id) ? 'check' : 'copy'))
        : nothing
    }${!link && text && host.sharer.can('links:read') ? button('second', say('fixed.again'), () => void loadOrTell(id)) : nothing}</li>`;
  };

  return {
    focus: () => host.root.querySelector<HTMLElement>('.row button')?.focus(),
    stop: () => life.abort(),
    news: async (events) => {
      const concerns = ({ type, link }: Event) =>
        /^(workspace\.updated|link\.created)$/.test(type) || [...places.values()].some((place) => place.link && place.link.id === link);
      if (events && !events.some(concerns)) return;
      if (events?.some(({ type }) => type === 'workspace.updated') || [...places.values()].some(({ problem }) => problem === 'plan')) {
        await host.sharer.refresh();
      }
      await Promise.all(ids().map(load));
    },
    render: () => html`<ul class="list fixed" aria-label=${plain('fixed.name')}>${host.sharer.workspace.platforms.map(row)}</ul>`,
  };
};
