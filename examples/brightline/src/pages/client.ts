import type { Connection, Workspace } from '@connect/sdk';
import { html } from 'hono/html';
import type { Client } from '../agencies.ts';
import { platformName } from '../platforms.ts';
import { elements, frame, mark, type Html } from './layout.ts';

interface ClientPage {
  readonly workspace: Workspace;
  readonly client: Client;
  /** The connect link of this page. */
  readonly link: string;
  readonly connectOrigin: string;
  /** What came through this link already. */
  readonly connections: readonly Connection[];
}

const states: Readonly<Record<string, string>> = {
  pending_approval: 'waits to be confirmed',
  needs_reconnect: 'needs to be connected again',
};

const connected = (connections: readonly Connection[]): Html =>
  connections.length === 0
    ? html`<p class="muted">Nothing is connected yet.</p>`
    : html`<ul class="plain">${connections.map(
        ({ account, platform, status }) =>
          html`<li><bdi>${account.handle}</bdi> <span class="muted">· ${platformName(platform)}${states[status] && ` · ${states[status]}`}</span></li>`,
      )}</ul>`;

/** A page of the product for an agency's client, with the link button in it. */
export const clientPage = ({ workspace, client, link, connectOrigin, connections }: ClientPage): Html =>
  frame({
    title: `${client.name} at ${workspace.name}`,
    scripts: ['client'],
    head: elements(connectOrigin, 'connect-link-button'),
    body: html`<body class="portal">
<header class="top"><p class="brand">${mark(workspace)}${workspace.name}</p><p class="muted small">in Brightline</p></header>
<main>
<div><h1>Welcome, ${client.name}</h1>
<p class="lead">${workspace.name} plans and measures your posts. To start, connect the accounts you want help with.</p></div>
<div class="platforms">${client.platforms.map(
      (platform) => html`<section aria-label="${platformName(platform)}">
<connect-link-button link="${link}" platform="${platform}"><a href="${link}">Connect ${platformName(platform)}</a></connect-link-button></section>`,
    )}</div>
<section class="card" aria-labelledby="connected"><h2 id="connected">Connected so far</h2>
<div data-connected>${connected(connections)}</div></section>
<details class="demo"><summary>For developers: what this page’s own script receives</summary>
<p class="muted small">The page is told which connections were made, by their public ids, and the account’s handle. It never sees a token.</p>
<div role="log" aria-label="What this page received"><ol class="plain log" data-received><li class="muted" data-none>Nothing yet.</li></ol></div></details>
</main>
</body>`,
  });
