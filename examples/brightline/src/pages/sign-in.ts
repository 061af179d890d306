import { html } from 'hono/html';
import { agencies, people, type Person } from '../agencies.ts';
import { roles } from '../roles.ts';
import { frame, type Html } from './layout.ts';

const choice = (person: Person, current: Person | undefined): Html =>
  html`<li><button class="row choice-row" name="person" value="${person.id}"${person.id === current?.id && html` aria-current="true"`}>
<span class="tile small" aria-hidden="true">${[...person.name][0]}</span>
<span class="what"><b>${person.name}</b> <span class="muted">${roles[person.role].name} · ${person.email}</span></span>
${person.id === current?.id && html`<span class="pill">You</span>`}</button></li>`;

/** Who to be: the demo's stand-in for a login. */
export const signInPage = (current: Person | undefined): Html =>
  frame({
    title: 'Sign in',
    body: html`<body class="portal">
<header class="top"><p class="brand"><img src="/public/icon.svg" alt="" width="28" height="28">Brightline</p></header>
<main class="narrow">
<div><h1>Who would you like to be?</h1>
<p class="muted">Brightline is an example product, so there is no password. Each agency is a workspace of its own, and each role may do something else.</p></div>
<form method="post" action="/sign-in" class="stack">${agencies.map(
      ({ id, name }) => html`<section aria-labelledby="agency-${id}"><h2 id="agency-${id}">${name}</h2>
<ul class="list">${people.filter(({ agency }) => agency === id).map((person) => choice(person, current))}</ul></section>`,
    )}</form>
${current && html`<form method="post" action="/sign-out"><button class="button second">Sign out</button></form>`}
</main>
</body>`,
  });
