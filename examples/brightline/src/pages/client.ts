import type { Connection } from '@connect/sdk';
import { html } from 'hono/html';
import { platformName, platforms } from '../platforms.ts';
import type { Visit } from '../visit.ts';
import { frame, type Html } from './layout.ts';

interface ClientPage {
  readonly visit: Visit;
  readonly client: { readonly name: string };
  /** The connect link of this page. */
  readonly link: string;
  readonly connectOrigin: string;
  /** What came through this link already. */
  readonly connections: readonly Connection[];
}

const connected = (connections: readonly Connection[]): Html =>
  connections.length === 0
    ? html`<p class="muted">Nothing is connected yet.</p>`
    : html`<ul class="plain">${connections.map(
        ({ account, platform }) =>
          html`<li><bdi>${account.handle}</bdi> <span class="muted">· ${platformName(platform)}</span></li>`,
      )}</ul>`;

/** A page of the product for an agency's client, with the link button in it. The client is not logged in either. */
export const clientPage = ({ visit, client, link, connectOrigin, connections }: ClientPage): Html =>
  frame({
    title: `Welcome, ${client.name}`,
    scripts: ['client'],
    head: html`<script type="module" src="${connectOrigin}/widget/v1/connect-link-button.js"></script>\n`,
    body: html`<body class="portal">
<header class="top"><p class="brand"><img src="/public/icon.svg" alt="" width="28" height="28">Brightline</p><p class="muted">${visit.workspace.name}</p></header>
<main>
<h1>Welcome, ${client.name}</h1>
<p>${visit.workspace.name} plans and measures your posts in Brightline. To start, connect the accounts you want help with.</p>
<div class="platforms">${Object.entries(platforms).map(
      ([id, { name }]) => html`<section aria-label="${name}">
<connect-link-button link="${link}" platform="${id}"><a href="${link}">Connect ${name}</a></connect-link-button></section>`,
    )}</div>
<section class="card" aria-labelledby="connected"><h2 id="connected">Connected so far</h2>
<div data-connected>${connected(connections)}</div></section>
<section class="card demo" aria-labelledby="received"><h2 id="received">What this page’s own script received</h2>
<p class="muted small">For developers. The page is told which connections were made, by their public ids, and the account’s handle. It never sees a token.</p>
<div role="log" aria-labelledby="received"><ol class="plain log" data-received><li class="muted" data-none>Nothing yet.</li></ol></div></section>
<p class="muted small"><a href="/">Back to ${visit.workspace.name}’s side</a></p>
</main>
</body>`,
  });
