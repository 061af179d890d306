import type { Connection } from '@connect/sdk';
import { html } from 'hono/html';
import type { Reading } from '../numbers.ts';
import { platformName } from '../platforms.ts';
import { nextDays, type Post } from '../posts.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';
import { page, type Html } from './layout.ts';
import { amount, hourOf, shortDay, weekday } from './words.ts';

interface Calendar {
  readonly visit: Visit;
  readonly now: Date;
  readonly posts: readonly Post[];
  /** Accounts that are connected, those that need their client included. */
  readonly accounts: readonly Connection[];
  readonly reading: (connection: string) => Reading | undefined;
}

/** Whether a post can go out: as whom, or what is missing. */
const state = ({ client, platform, at }: Post, { accounts, now }: Calendar): Html => {
  // What came through any link that was made for this client.
  const account = accounts.find((each) => each.platform === platform && each.linkName === client.name);
  const isPast = at < now;
  if (account?.status === 'active' && (!isPast || new Date(account.createdAt) <= at)) {
    return html`<p class="state ok-text">${icon('check')}<span>${isPast ? 'Went out as' : 'Goes out as'} <bdi>${account.account.handle}</bdi></span></p>`;
  }
  const missing =
    account?.status === 'needs_reconnect'
      ? html`<bdi>${account.account.handle}</bdi> needs to be connected again`
      : html`${isPast ? 'Didn’t go out: no account then' : `Waits for ${client.name} to connect`}`;
  return html`<p class="state warn-text">${icon('clock')}<span>${missing}</span></p>`;
};

const day = (date: Date, calendar: Calendar): Html => {
  const posts = calendar.posts.filter(({ at }) => at.toDateString() === date.toDateString());
  const isToday = date.toDateString() === calendar.now.toDateString();
  return html`<li class="day"><h2${isToday && html` aria-current="date"`}>${isToday ? 'Today' : weekday(date)} <span class="muted">${shortDay(date)}</span></h2>
<div class="posts">${posts.length === 0 && html`<p class="muted">Nothing planned</p>`}${posts.map(
    (post) => html`<article class="post"><p class="what"><b>${post.text}</b>
<span class="muted">${hourOf(post.at)} · ${post.client.name} · ${platformName(post.platform)}</span></p>${state(post, calendar)}</article>`,
  )}</div></li>`;
};

const numbersOf = (reading: Reading | undefined): Html => {
  if (reading === undefined) return html`<span class="muted">Not read yet</span>`;
  if ('problem' in reading) return html`<span class="warn-text">${reading.problem}</span>`;
  const { followers, posts } = reading.profile;
  return html`${followers === undefined ? html`<span class="muted">Followers weren’t allowed</span>` : html`<b>${amount(followers, 'follower', 'followers')}</b>`}
${posts !== undefined && html`<span class="muted"> · ${amount(posts, 'post', 'posts')}</span>`} <span class="muted">· read at ${hourOf(reading.at)}</span>`;
};

const picture = ({ account }: Connection): Html =>
  account.pictureUrl === null
    ? html`<span class="tile" aria-hidden="true">${[...(account.displayName ?? account.handle).replace(/^@/, '')][0]?.toUpperCase()}</span>`
    : html`<img class="tile" src="${account.pictureUrl}" alt="" width="44" height="44" referrerpolicy="no-referrer">`;

const numbers = ({ accounts, reading }: Calendar): Html => html`<section aria-labelledby="numbers-title" id="numbers" class="stack">
<div class="bar"><h2 id="numbers-title">Audience</h2>
${accounts.length > 0 && html`<form method="post" action="/calendar/numbers"><button class="button second">Read the numbers</button></form>`}</div>
${
  accounts.length === 0
    ? html`<div class="card"><p class="muted">The followers of your clients’ accounts stand here as soon as one is <a href="/accounts">connected</a>.</p></div>`
    : html`<ul class="list">${accounts.map(
        (connection) => html`<li class="row">${picture(connection)}
<p class="what"><b><bdi>${connection.account.displayName ?? connection.account.handle}</bdi></b> <span class="muted"><bdi>${connection.account.handle}</bdi> · ${platformName(connection.platform)}</span></p>
<p class="numbers">${connection.status === 'active' ? numbersOf(reading(connection.id)) : html`<span class="warn-text">Needs to be connected again</span>`}</p></li>`,
      )}</ul>`
}
</section>`;

/** The coming week and the audience. */
export const calendarPage = (calendar: Calendar): Html =>
  page({
    title: 'Calendar',
    place: '/calendar',
    visit: calendar.visit,
    main: html`<h1>The next seven days</h1>
${
  calendar.posts.length === 0
    ? html`<section class="card empty"><h2>No posts yet</h2>
<p class="muted">Connect a client’s account first. What you plan for it stands here.</p>
<p><a class="button primary" href="/accounts">Go to the accounts</a></p></section>`
    : html`<ol class="list">${nextDays(calendar.now).map((date) => day(date, calendar))}</ol>`
}
${numbers(calendar)}`,
  });
