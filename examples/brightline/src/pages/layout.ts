import { html } from 'hono/html';
import { roles } from '../roles.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';

/** A piece of a page: escaped where it is put together, so that it can be put into other pieces as it is. */
export type Html = ReturnType<typeof html>;

interface Frame {
  readonly title: string;
  readonly body: Html;
  /** Scripts in `public/`, without `.js`. */
  readonly scripts?: readonly string[];
  /** What only this page needs in its head. */
  readonly head?: Html | undefined;
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

/** The scripts of Connect's elements: from the backend, so that they always fit to it. */
export const elements = (connectOrigin: string, ...names: readonly string[]): Html =>
  html`${names.map((name) => html`<script type="module" src="${connectOrigin}/widget/v1/${name}.js"></script>\n`)}`;

const places = [
  { href: '/calendar', name: 'Calendar', icon: 'calendar' },
  { href: '/accounts', name: 'Accounts', icon: 'accounts' },
  { href: '/clients', name: 'Clients', icon: 'client' },
  { href: '/activity', name: 'Activity', icon: 'activity' },
  { href: '/webhooks', name: 'Webhooks', icon: 'webhooks' },
  { href: '/settings', name: 'Settings', icon: 'settings' },
] as const;

/** An entry of the navigation. */
export type Place = (typeof places)[number]['href'];

/** An organisation's mark: its logo as Connect serves it, or its first letter. */
export const mark = ({ logo, name }: Pick<Visit['workspace'], 'logo' | 'name'>): Html =>
  logo === null
    ? html`<span class="tile square" aria-hidden="true">${[...name][0]?.toUpperCase()}</span>`
    : html`<img class="tile square" src="${logo}" alt="" width="36" height="36">`;

interface Page {
  readonly title: string;
  /** Which entry of the navigation this page belongs to. */
  readonly place?: Place | undefined;
  readonly visit: Visit;
  readonly main: Html;
  /** `false`: the page says by itself whether the plan is active. */
  readonly planNotice?: boolean;
  /** What just happened. */
  readonly news?: string | undefined;
  readonly scripts?: readonly string[];
  readonly head?: Html | undefined;
}

/** A page for the people who work in Brightline: navigation, who is signed in, and the content. */
export const page = ({ title, place, visit: { person, workspace }, main, planNotice = true, news, scripts, head }: Page): Html =>
  frame({
    title,
    ...(scripts && { scripts }),
    head,
    body: html`<body class="app">
<a class="skip" href="#main">Skip to the content</a>
<header class="side">
<p class="brand"><a href="/calendar"><img src="/public/icon.svg" alt="" width="28" height="28">Brightline</a></p>
<p class="workspace">${mark(workspace)}<b>${workspace.name}</b></p>
<nav aria-label="Brightline"><ul>${places.map(
      (entry) =>
        html`<li><a href="${entry.href}"${entry.href === place && html` aria-current="page"`}>${icon(entry.icon)}<span>${entry.name}</span></a></li>`,
    )}</ul></nav>
<p class="person"><span class="tile small" aria-hidden="true">${[...person.name][0]}</span>
<span class="who"><span class="sr">You are </span><b>${person.name}</b> <span class="muted">${roles[person.role].name} · </span><a href="/sign-in">Switch<span class="sr"> to another person</span></a></span></p>
</header>
<main id="main" tabindex="-1">
${planNotice && workspace.subscription.status === 'inactive' && html`<p class="note warn banner"><span>Your ${workspace.subscription.planName} plan is not active. Your links are kept, and are on hold until it is.</span> <a href="/upgrade">See plans</a></p>`}
${news && html`<p class="note ok" role="status">${icon('check')}${news}</p>`}
${main}
</main>
</body>`,
  });
