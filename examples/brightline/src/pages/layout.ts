import { html } from 'hono/html';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';

/** A piece of a page: escaped where it is put together, so that it can be put into other pieces as it is. */
export type Html = ReturnType<typeof html>;

interface Frame {
  readonly title: string;
  readonly body: Html;
  /** Scripts in `public/`, without `.js`, that the page is better with and works without. */
  readonly scripts?: readonly string[];
  /** What only this page needs in its head. */
  readonly head?: Html;
}

/** The frame of every page. */
export const frame = ({ title, body, scripts = [], head }: Frame): Html => html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${title} · Brightline</title>
<link rel="icon" href="/public/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/public/brightline.css">
${scripts.map((name) => html`<script type="module" src="/public/${name}.js"></script>\n`)}${head}</head>
${body}
</html>
`;

const places = [
  { href: '/', name: 'Accounts', icon: 'accounts' },
  { href: '/links', name: 'Connect links', icon: 'link' },
  { href: '/client', name: 'Client page', icon: 'client' },
] as const;

interface Page {
  readonly title: string;
  /** Which entry of the navigation this page belongs to. */
  readonly place?: (typeof places)[number]['href'];
  readonly visit: Visit;
  readonly main: Html;
  /** What just happened, for the page's status line. */
  readonly news?: string | undefined;
  readonly scripts?: readonly string[];
}

/** A page for the people who work in Brightline: navigation, who is signed in, and the content. */
export const page = ({ title, place, visit, main, news, scripts = [] }: Page): Html =>
  frame({
    title,
    scripts: ['page', ...scripts],
    body: html`<body class="app">
<a class="skip" href="#main">Skip to the content</a>
<header class="side">
<p class="brand"><a href="/"><img src="/public/icon.svg" alt="" width="28" height="28">Brightline</a></p>
<p class="workspace"><span class="muted">Workspace</span> <b>${visit.workspace.name}</b></p>
<nav aria-label="Brightline"><ul>${places.map(
      (entry) =>
        html`<li><a href="${entry.href}"${entry.href === place && html` aria-current="page"`}>${icon(entry.icon)}${entry.name}</a></li>`,
    )}</ul></nav>
<div class="person">
<span class="tile small" aria-hidden="true">${visit.person.name.slice(0, 1)}</span>
<p><b>${visit.person.name}</b> <span class="muted mail">${visit.person.email}</span> <small class="muted">Demo: there is no login.</small></p>
</div>
</header>
<main id="main" tabindex="-1">
<p class="news" role="status" data-status>${news}</p>
${main}
</main>
</body>`,
  });
