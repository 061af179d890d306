import type { Event, Link } from '@connect/sdk';
import { html, nothing } from 'lit/html.js';
import { button } from './control.ts';
import { icon } from './icons.ts';
import { createKeyedRows } from './keyed-rows.ts';
import { audible, createTeller, type Account } from './link-activity.ts';
import { linkTimelineEn } from './locales/link-timeline.en.ts';
import type { Part, PartHost } from './manager-part.ts';
import { ago, inWords } from './moment.ts';
import { note, skeleton } from './placeholder.ts';
import { wordsOf } from './words.ts';

/** The list of what happened with one link. */
export interface LinkTimeline extends Part {
  /** News of the workspace from watch.ts, whatever they are about; `null`: there may be news, read again. Rejects where that fails. */
  news(events: readonly Event[] | null): Promise<void>;
  /** Tells the timeline what the link is now. */
  changed(link: Link): void;
}

/** Makes the timeline of a link: newest first, more on demand, and on top where the client seems to be stuck. Loads by itself. */
export const createLinkTimeline = (host: PartHost, first: Link): LinkTimeline => {
  const words = wordsOf(linkTimelineEn, host.texts);
  const { say, plain } = words;
  const life = new AbortController();
  const signal = AbortSignal.any([life.signal, host.signal]);
  const { workspace, session } = host.sharer;
  const { tell, stuck } = createTeller({ words, workspace, reader: session.actor.email, locale: host.locale }, linkTimelineEn);
  let link = first;
  /** Newest first. */
  let events: readonly Event[] = [];
  /** Where the next page begins; `null` after the last one, `undefined` before the first. */
  let cursor: string | null | undefined;
  let isBusy = false;
  let failure: string | undefined;
  const rows = createKeyedRows('events', 'event', 'ol');
  // "A minute ago" grows old.
  const clock = setInterval(host.update, 30_000);
  signal.addEventListener('abort', () => clearInterval(clock));

  const merge = (more: readonly Event[]) => {
    const all = new Map([...more, ...events].map((event) => [event.id, event]));
    events = [...all.values()].sort((a, b) => b.seq - a.seq);
  };

  /** Reads a page: the newest, or, from a cursor on, the one before. */
  const read = async (from?: string) => {
    const page = await host.sharer.client.links.activity(link.id, { limit: 30, cursor: from }, { signal });
    const newest = events[0]?.seq ?? 0;
    // More has happened than one page holds: what lies between is reached by going on from here.
    const isGap = from === undefined && cursor !== undefined && page.nextCursor !== null && page.data.every(({ seq }) => seq > newest);
    if (isGap) events = [];
    merge(page.data);
    if (from !== undefined || cursor === undefined || isGap) cursor = page.nextCursor;
    failure = undefined;
    host.update();
  };

  const load = async (from?: string) => {
    if (isBusy) return;
    isBusy = true;
    host.update();
    try {
      await read(from);
    } catch (error) {
      if (signal.aborted) return;
      failure = host.explain(error).text;
    } finally {
      isBusy = false;
      host.update();
    }
  };
  void load();

  /** `isTold`: what to do about it is said above already. */
  const line = (event: Event, isTold: boolean) => {
    const { key, values, tone, advice } = tell(event);
    const { name, email } = event.actor;
    const content = () => html`${say(key, values)} <span class="facts"><time datetime=${event.createdAt} title=${inWords(event.createdAt, host.locale)}>${ago(event.createdAt, Date.now(), host.locale, plain('justNow'))}</time>${
      name && email ? html` · <bdi>${email}</bdi>` : nothing
    }</span>${advice && !isTold ? html`<span class="facts">${say('activity.tell', { advice })}</span>` : nothing}`;
    return { id: event.id, className: tone, content };
  };

  const summary = ({ key, values, tone }: Account) =>
    html`<p class="note ${tone}">${icon(tone === 'ok' ? 'check' : tone === 'warn' ? 'alert' : 'history')}<span>${say(key, values)}</span></p>`;

  return {
    focus: () => host.root.querySelector<HTMLElement>('.timeline h3')?.focus(),
    stop: () => life.abort(),
    changed: (now) => {
      link = now;
      host.update();
    },
    news: async (news) => {
      if (news === null) return read();
      const mine = audible(news).filter((event) => event.link === link.id && !events.some(({ id }) => id === event.id));
      const [latest] = mine.sort((a, b) => b.seq - a.seq);
      if (!latest || cursor === undefined) return;
      merge(mine);
      const { key, values } = tell(latest);
      host.announce(plain(key, values));
      host.update();
    },
    render: () => {
      const name = link.clientName ?? link.description ?? link.sharedBy.name;
      const heard = audible(events);
      const isLoaded = cursor !== undefined;
      const where = stuck(link, heard, Date.now());
      return html`<section class="timeline" aria-labelledby="timeline-title"><h3 id="timeline-title" tabindex="-1">${say('activity.h', { name })}</h3>${
        isLoaded ? summary(where) : isBusy ? skeleton(plain('activity.loading'), undefined) : nothing
      }${isLoaded ? rows.show(heard.map((event) => line(event, event.id === where.about)), plain('activity.h', { name })) : nothing}${failure ? note(say('activity.error'), failure, say('activity.again'), () => void load(cursor ?? undefined)) : nothing}${cursor && !failure ? html`<div>${button('second', say('activity.more'), () => void load(cursor ?? undefined), nothing, isBusy)}</div>` : nothing}</section>`;
    },
  };
};
