import type { Event, Link, Workspace } from '@connect/sdk';
import type { linkTimelineEn, LinkTimelineKey } from './locales/link-timeline.en.ts';
import { ago } from './moment.ts';
import { platformName } from './platform-name.ts';
import type { Values, Words } from './words.ts';

/** How something is meant: it went well, needs somebody, or is only told. */
export type Tone = 'ok' | 'warn' | 'neutral';

/** A sentence of the timeline, and, where a client needs help, what to do about it. */
export interface Account {
  readonly key: LinkTimelineKey;
  readonly values: Values;
  readonly tone: Tone;
  readonly advice?: string | undefined;
  /** The event that it is about. */
  readonly about?: string | undefined;
}

/** What events are told with. */
export interface Teller {
  readonly words: Words<LinkTimelineKey>;
  readonly workspace: Pick<Workspace, 'platforms' | 'productName' | 'name'>;
  /** The e-mail address of the person who reads. */
  readonly reader: string;
  readonly locale: string | undefined;
}

/** What helps nobody who looks after a client, such as the tokens that Connect refreshes by itself. */
const isSilent = ({ type }: Event): boolean => type === 'connection.refreshed';

/** The events that a timeline shows. */
export const audible = (events: readonly Event[]): Event[] => events.filter((event) => !isSilent(event));

const tones: Readonly<Record<string, Tone>> = {
  'flow.failed': 'warn',
  'flow.denied': 'warn',
  'connection.undone': 'warn',
  'connection.needs_reconnect': 'warn',
  'connection.connected': 'ok',
  'connection.reconnected': 'ok',
  'connection.approved': 'ok',
};

/** From the newest of these it can be read where the client is. */
const telling: ReadonlySet<string> = new Set([
  ...Object.keys(tones),
  'link.rotated',
  'link.opened',
  'flow.started',
  'connection.rejected',
  'connection.disconnected',
]);

const isPending = ({ type, data }: Event): boolean => type === 'connection.connected' && data['reason'] === 'awaiting_approval';

/** The client has said no at the platform; whoever says it on our own page says that it was somebody else. */
const isDenied = ({ type, data }: Event): boolean => type === 'flow.denied' && data['code'] !== 'other_browser_refused';
const isFailed = (event: Event): boolean => /^flow\.(denied|failed)$/.test(event.type) && !isDenied(event);

/** A word by key, or the general one where a newer backend speaks of something that this version does not know. */
const known = (own: typeof linkTimelineEn, group: string, name: unknown): LinkTimelineKey => {
  const key = `${group}.${String(name)}`;
  return key in own ? (key as LinkTimelineKey) : (`${group}.other` as LinkTimelineKey);
};

/** Makes the one that turns events into sentences. `own` tells which words there are. */
export const createTeller = ({ words, workspace, reader, locale }: Teller, own: typeof linkTimelineEn) => {
  const { plain } = words;
  const product = workspace.productName;
  const nameOf = (id: unknown): string => platformName(workspace, String(id ?? ''));

  const actorOf = ({ actor, data }: Event): string => {
    if (actor.kind === 'recipient') return plain('activity.client');
    if (actor.kind === 'platform') return nameOf(data['platform']);
    if (actor.email !== null && actor.email.toLowerCase() === reader.toLowerCase()) return plain('activity.you');
    return actor.name ?? product;
  };

  const valuesOf = (event: Event): Values => {
    const { data } = event;
    const platform = nameOf(data['platform']);
    const fields = String(data['fields'] ?? '')
      .split(',')
      .map((name) => plain(known(own, 'field', name), { product }));
    const handle = typeof data['handle'] === 'string' ? data['handle'] : plain('activity.account');
    return {
      platform,
      product,
      handle,
      actor: actorOf(event),
      fields: new Intl.ListFormat(locale).format(new Set(fields)),
      reason: plain(known(own, 'failed', data['code']), { platform, product }),
    };
  };

  const adviceOf = (event: Event): string => plain(known(own, 'tell', isDenied(event) ? 'denied' : event.data['code']), valuesOf(event));

  /** What happened, as a line of the list. */
  const tell = (event: Event): Account => {
    const pending = isPending(event);
    return {
      key: pending ? 'activity.connection.pending' : isFailed(event) ? 'activity.flow.failed' : known(own, 'activity', event.type),
      values: valuesOf(event),
      tone: pending ? 'warn' : (tones[event.type] ?? 'neutral'),
      advice: isFailed(event) ? adviceOf(event) : undefined,
    };
  };

  /** Where the client seems to be stuck, and what to say. `events` are the link's, newest first. */
  const stuck = (link: Link, events: readonly Event[], now: number): Account => {
    const { status } = link;
    const key = `stuck.${status}`;
    if (status !== 'active' && key in own) return { key: key as LinkTimelineKey, values: {}, tone: 'warn' };
    const last = events.find(({ type }) => telling.has(type));
    if (!last) return { key: 'stuck.unopened', values: {}, tone: 'neutral' };
    const values = {
      ...valuesOf(last),
      ago: ago(last.createdAt, now, locale, plain('justNow')),
      advice: adviceOf(last),
      platforms: new Intl.ListFormat(locale, { type: 'disjunction' }).format(link.platforms.map(nameOf)),
    };
    const name = last.type.slice(last.type.indexOf('.') + 1);
    if (name === 'started') {
      // An attempt ends after 15 minutes.
      return { key: now - Date.parse(last.createdAt) < 900_000 ? 'stuck.started' : 'stuck.gone', values, tone: 'neutral' };
    }
    const about = last.id;
    if (isPending(last)) return { key: 'stuck.pending', values, tone: 'warn', about };
    if (tones[last.type] === 'ok') return { key: 'stuck.connected', values, tone: 'ok', about };
    return { key: isFailed(last) ? 'stuck.failed' : (`stuck.${name}` as LinkTimelineKey), values, tone: tones[last.type] ?? 'neutral', about };
  };

  return { tell, stuck };
};
