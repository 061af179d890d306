import { html } from 'hono/html';
import type { Visit } from '../visit.ts';
import { webhookPath, type Received } from '../webhook-log.ts';
import { page, type Html } from './layout.ts';
import { time } from './words.ts';

/** What became of a request. */
const outcomes: Readonly<Record<string, string>> = {
  new: 'verified',
  again: 'verified; Brightline has it already',
  webhook_unsigned: 'refused: it carries no signature',
  webhook_signature_invalid: 'refused: its signature is not Connect’s',
  webhook_expired: 'refused: it was sent too long ago',
  webhook_too_large: 'refused: it is larger than any event',
  webhook_unreadable: 'refused: it is no event',
};

const about = ({ data }: NonNullable<Received['event']>): string =>
  ['handle', 'reason', 'code', 'endpoint'].flatMap((name) => data[name] ?? []).join(' · ');

const row = ({ at, id, event, outcome }: Received): Html =>
  html`<li class="row event"><span class="seq muted" title="The event’s number in this workspace">${event?.seq ?? '–'}</span>
<p class="what"><b><bdi>${event?.type ?? 'Not from Connect'}</bdi></b> <span class="muted"><bdi>${event && about(event)}</bdi></span></p>
<span class="pill${event ? ' ok' : ' warn'}">${outcomes[outcome] ?? outcome}</span>
<code class="muted" title="The id of the delivery">${id || outcome}</code> <span class="muted small when">${time(at)}</span></li>`;

/** The newest requests to Brightline's webhook address. */
export const webhooksPage = (visit: Visit, received: readonly Received[]): Html =>
  page({
    title: 'Webhook log',
    place: '/webhooks',
    visit,
    scripts: ['activity'],
    main: html`<div><h1>Webhook log</h1>
<p class="muted">What Connect has sent to <code>POST ${webhookPath}</code>, as Brightline’s server verified it. This page follows by itself.</p></div>
<div data-activity="${received[0]?.at ?? ''} ${received.length}">${
      received.length === 0
        ? html`<section class="card empty"><h2>Nothing yet</h2><p class="muted">It begins with the next thing that happens: open a link, or connect an account.</p></section>`
        : html`<ol class="list" reversed>${received.map(row)}</ol>`
    }</div>
<p class="note warn" data-late role="status" hidden>Not up to date: Brightline’s server isn’t answering. This page tries again by itself.</p>`,
  });
