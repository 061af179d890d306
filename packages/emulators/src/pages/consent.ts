import { html } from 'hono/html';
import type { Account } from '../account.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import type { Brand, Html, Page } from './layout.ts';

/** A permission as the consent page names it. */
export interface Permission {
  readonly scope: string;
  readonly title: string;
  readonly detail: string;
  /** Whether the person may untick it. */
  readonly optional: boolean;
}

export interface ConsentProps {
  readonly brand: Brand;
  readonly clientName: string;
  readonly account: Account;
  /** Whether the account was still logged in, so that nobody has chosen it just now. */
  readonly remembered: boolean;
  readonly permissions: readonly Permission[];
  readonly picture: PictureAddress;
  readonly action: string;
}

/** Asks whether the app may have what it asked for. */
export function consentPage({ brand, clientName, account, remembered, permissions, picture, action }: ConsentProps): Page {
  const always = permissions.filter(({ optional }) => !optional);
  const optional = permissions.filter((permission) => permission.optional);
  return {
    title: remembered ? `Continue as @${account.username}` : `Allow ${clientName}`,
    body: html`<h1>${remembered ? `Continue as @${account.username}?` : `Allow ${clientName} to use your account?`}</h1>
<p class="quiet">${clientName} asks ${brand.name} for access to this account.</p>
<div class="panel"><div class="row">${accountCard(account, picture)}</div></div>
<form method="post" action="${action}/decision">
${always.length > 0 ? html`<h2>${clientName} will be able to</h2><ul class="panel">${always.map(fixed)}</ul>` : ''}
${optional.length > 0 ? html`<h2>You decide about</h2><ul class="panel">${optional.map(toggle)}</ul>` : ''}
<button class="action first" name="decision" value="allow">Allow</button>
<button class="action" name="decision" value="cancel">Cancel</button>
</form>
<form method="post" action="${action}/switch"><button class="text">Switch account</button></form>`,
  };
}

function fixed({ title, detail }: Permission): Html {
  return html`<li class="fixed"><span>${title} <small>${detail}</small></span></li>`;
}

function toggle({ scope, title, detail }: Permission): Html {
  return html`<li><label class="switch"><span>${title} <small>${detail}</small></span>
<input type="checkbox" role="switch" name="scope" value="${scope}" checked></label></li>`;
}
