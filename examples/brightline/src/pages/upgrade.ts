import { html } from 'hono/html';
import { ownerOf } from '../agencies.ts';
import { roles } from '../roles.ts';
import type { Visit } from '../visit.ts';
import { icon } from './icon.ts';
import { page, type Html } from './layout.ts';

/** Where Connect's elements send people while the plan is not active. */
export const upgradePage = (visit: Visit): Html => {
  const { status, planName } = visit.workspace.subscription;
  const isActive = status === 'active';
  return page({
    title: 'Plans',
    visit,
    planNotice: false,
    main: html`<h1>Plans</h1>
<form method="post" action="/upgrade" class="card plan">
<p class="title"><b class="plan-name">${planName}</b> <span class="pill ${isActive ? 'ok' : ''}">${isActive ? 'Active' : 'Not active'}</span></p>
<p><b class="price">€ 49</b> <span class="muted">a month</span></p>
<ul class="plain">${['Connect links for your clients', 'As many accounts as you like', 'Calendar and audience'].map((each) => html`<li class="tick">${icon('check')}${each}</li>`)}</ul>
${
  isActive
    ? html`<p class="muted">Your plan is active. <a href="/accounts">Go to the accounts</a></p>`
    : roles[visit.person.role].settings
      ? html`<p><button class="button primary">Start ${planName} again</button></p><p class="muted small">All your links work again at once. This is an example: nothing is paid.</p>`
      : html`<p class="muted">Only ${ownerOf(visit.person.agency)?.name} can start it. Your links work again at once then.</p>`
}
</form>`,
  });
};
