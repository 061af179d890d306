import { html } from 'hono/html';
import type { Account } from '../account.ts';
import { accountCard, followersId, type PictureAddress } from './account-card.ts';
import type { Brand, Html, Page } from './layout.ts';

interface ChooseProps {
  readonly brand: Brand;
  readonly clientName: string;
  readonly accounts: readonly Account[];
  readonly picture: PictureAddress;
  /** Address that this login's forms post to; the step's name follows it. */
  readonly action: string;
  /** Whether to offer the way through a Facebook login, or whether the person has taken it. */
  readonly facebook: 'offered' | 'taken' | 'hidden';
}

const asked: Readonly<Record<Brand['id'], string>> = {
  instagram: 'an Instagram account',
  facebook: 'accounts that you manage with Facebook',
  tiktok: 'a TikTok account',
};

/** Stands for the login: whoever is in front of the screen says who they are. */
export function choosePage({ brand, clientName, accounts, picture, action, facebook }: ChooseProps): Page {
  return {
    title: 'Choose an account',
    body: html`<h1>Choose an account</h1>
<p class="quiet">${clientName} asks to connect ${asked[brand.id]}.
${facebook === 'taken' ? 'You are logged in with Facebook. Choose which account is yours.' : 'Choose which one is yours.'}</p>
<form method="post" action="${action}/account">
<ul class="panel">
${accounts.map(
  (account) => html`<li><button class="row" name="account" value="${account.key}"
  aria-describedby="${followersId(account)}">${accountCard(account, picture)}</button></li>
`,
)}</ul>
</form>
${facebook === 'offered' ? facebookForm(action) : ''}
${cancelForm(action)}`,
  };
}

/** A form that ends the login without allowing anything. */
export function cancelForm(action: string): Html {
  return html`<form method="post" action="${action}/decision">
<button class="action" name="decision" value="cancel">Cancel</button>
</form>`;
}

function facebookForm(action: string): Html {
  return html`<form method="post" action="${action}/facebook"><button class="action">Log in with Facebook</button></form>`;
}
