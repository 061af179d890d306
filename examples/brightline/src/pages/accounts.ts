import type { Connection } from '@connect/sdk';
import { html } from 'hono/html';
import type { Visit } from '../visit.ts';
import { accountRow, type Reading } from './account-row.ts';
import { icon } from './icon.ts';
import { page, type Html } from './layout.ts';

interface Accounts {
  readonly visit: Visit;
  readonly connections: readonly Connection[];
  /** Where the older ones are, if there are any. */
  readonly older?: string | undefined;
  /** What became of reading one account's profile. */
  readonly reading?: { readonly id: string; readonly result: Reading } | undefined;
  readonly news?: string | undefined;
}

const newLink = html`<a class="button primary" href="/links#new">${icon('plus')}New link</a>`;

const empty = html`<section class="card empty">
<span class="mark">${icon('link')}</span>
<h2>No accounts yet</h2>
<p class="muted">Accounts appear here by themselves as soon as a client connects one.</p>
${newLink}
</section>`;

/** The accounts that clients have connected to the workspace. */
export const accountsPage = ({ visit, connections, older, reading, news }: Accounts): Html =>
  page({
    title: 'Connected accounts',
    place: '/',
    visit,
    news,
    scripts: ['accounts'],
    main: html`<div class="bar"><h1>Connected accounts</h1>${connections.length > 0 && newLink}</div>
<div data-accounts>${
      connections.length === 0
        ? empty
        : html`<ul class="list">${connections.map((connection) =>
            accountRow(connection, reading?.id === connection.id ? reading.result : undefined),
          )}</ul>`
    }</div>
<p class="muted small" data-late hidden>Not up to date: Brightline’s server isn’t answering. This page tries again by itself.</p>
${older && html`<p><a href="${older}">Older accounts</a></p>`}`,
  });
