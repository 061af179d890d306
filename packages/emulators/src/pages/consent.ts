import { html } from 'hono/html';
import { callName, type Account } from '../account.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import { assetChoice, type AssetChoice } from './assets.ts';
import type { Brand, Html, Page } from './layout.ts';

/** A permission as the consent page names it. */
export interface Permission {
  readonly scope: string;
  readonly title: string;
  readonly detail: string;
  /** Whether the person may untick it. */
  readonly optional: boolean;
}

interface ConsentProps {
  readonly brand: Brand;
  readonly clientName: string;
  readonly account: Account;
  /** Whether the account was still logged in, so that nobody has chosen it just now. */
  readonly remembered: boolean;
  readonly permissions: readonly Permission[];
  /** What else there is to choose. */
  readonly choices: readonly AssetChoice[];
  readonly picture: PictureAddress;
  readonly action: string;
}

/** Asks whether the app may have what it asked for. */
export function consentPage(props: ConsentProps): Page {
  const { brand, clientName, account, remembered, permissions, choices, picture, action } = props;
  const always = permissions.filter(({ optional }) => !optional);
  const optional = permissions.filter((permission) => permission.optional);
  return {
    title: remembered ? `Continue as ${callName(account)}` : `Allow ${clientName}`,
    body: html`<h1>${remembered ? `Continue as ${callName(account)}?` : `Allow ${clientName} to use your account?`}</h1>
<p class="quiet">${clientName} asks ${brand.name} for access to ${choices.length > 0 ? 'what you choose here' : 'this account'}.</p>
<div class="panel"><div class="row">${accountCard(account, picture)}</div></div>
<form method="post" action="${action}/decision">
${choices.map(assetChoice)}
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
