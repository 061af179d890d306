import type { Event, EventType } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName } from '../platforms.ts';
import type { Visit } from '../visit.ts';
import { page, type Html } from './layout.ts';
import { time } from './words.ts';

/** What happened, after the name of whoever did it. A later version of Connect may tell of more. */
const sentences: Readonly<Record<EventType, (event: Words) => string> & Record<string, ((event: Words) => string) | undefined>> = {
  'workspace.updated': () => 'changed the settings',
  'link.created': () => 'made a link',
  'link.updated': () => 'changed a link',
  'link.paused': () => 'paused a link',
  'link.resumed': () => 'resumed a link',
  'link.revealed': () => 'copied a link',
  'link.rotated': () => 'gave a link a new address',
  'link.revoked': () => 'switched a link off',
  'link.opened': () => 'opened a link',
  'flow.started': ({ platform }) => `went to ${platform}`,
  'flow.denied': ({ platform }) => `cancelled at ${platform}`,
  'flow.failed': ({ platform, code }) => `didn’t get through at ${platform}${code && ` (${code})`}`,
  'connection.connected': ({ handle }) => `connected ${handle}`,
  'connection.reconnected': ({ handle }) => `connected ${handle} again`,
  'connection.approved': ({ handle }) => `approved ${handle}`,
  'connection.rejected': ({ handle }) => `declined ${handle}`,
  'connection.undone': ({ handle }) => `took ${handle} back`,
  'connection.refreshed': ({ handle }) => `renewed the access to ${handle}`,
  'connection.needs_reconnect': ({ handle }) => `lost the access to ${handle}`,
  'connection.disconnected': ({ handle }) => `disconnected ${handle}`,
  'connection.erased': () => 'deleted what was stored about an account',
  'webhook.disabled': () => 'stopped sending webhooks to an address where nothing arrived',
};

interface Words {
  readonly platform: string;
  readonly handle: string;
  readonly code: string;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const wordsOf = ({ data }: Event): Words => ({
  platform: text(data['platform']) ? platformName(text(data['platform'])) : 'the platform',
  handle: text(data['handle']) || 'an account',
  code: text(data['code']),
});

const who = ({ actor }: Event): string => {
  const names: Readonly<Record<string, string>> = {
    product: 'Brightline',
    recipient: 'The client',
    platform: 'The platform',
    connect: 'Connect',
  };
  return actor.name ?? names[actor.kind] ?? actor.kind;
};

const row = (event: Event, names: ReadonlyMap<string, string>): Html => {
  const link = names.get(event.link ?? '');
  return html`<li class="row event"><span class="seq muted" title="Its number in this workspace">${event.seq}</span>
<p class="what"><b><bdi>${who(event)}</bdi></b> <bdi>${sentences[event.type]?.(wordsOf(event)) ?? event.type}</bdi>${link && html` <span class="muted">· <bdi>${link}</bdi></span>`}</p>
<code class="muted">${event.type}</code> <span class="muted small when">${time(event.createdAt)}</span></li>`;
};

/** The newest events, as the server heard them. */
export const activityPage = (visit: Visit, events: readonly Event[], names: ReadonlyMap<string, string>): Html =>
  page({
    title: 'Activity',
    place: '/activity',
    visit,
    scripts: ['activity'],
    main: html`<div><h1>Activity</h1>
<p class="muted">What Brightline’s server has heard from Connect, in order and without gaps. This page follows by itself.</p></div>
<div data-activity="${events[0]?.seq ?? 0}">${
      events.length === 0
        ? html`<section class="card empty"><h2>Nothing yet</h2><p class="muted">It begins with the first link.</p></section>`
        : html`<ol class="list" reversed>${events.map((event) => row(event, names))}</ol>`
    }</div>
<p class="note warn" data-late role="status" hidden>Not up to date: Brightline’s server isn’t answering. This page tries again by itself.</p>`,
  });
