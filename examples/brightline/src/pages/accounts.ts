import { html } from 'hono/html';
import type { Visit } from '../visit.ts';
import { elements, page, type Html } from './layout.ts';

/** Shown until an element's script has come. */
export const loading = html`<span class="muted">Loading…</span><noscript> This part of the page needs JavaScript.</noscript>`;

/** The accounts that clients have connected, and the links with which they did. */
export const accountsPage = (visit: Visit, connectOrigin: string): Html =>
  page({
    title: 'Connected accounts',
    place: '/accounts',
    visit,
    scripts: ['sharer'],
    head: elements(connectOrigin, 'connect-link-manager', 'connect-account-list'),
    main: html`<div class="bar"><div><h1>Connected accounts</h1>
<p class="muted">Send a link to a client. They connect their account without logging in here.</p></div>
<connect-link-manager>${loading}</connect-link-manager></div>
<connect-account-list>${loading}</connect-account-list>`,
  });
