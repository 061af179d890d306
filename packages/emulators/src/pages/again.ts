import { html } from 'hono/html';
import { callName, type Account } from '../account.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import { cancelForm } from './choose.ts';
import type { Page } from './layout.ts';

interface AgainProps {
  readonly clientName: string;
  readonly account: Account;
  /** What was allowed before, in words. */
  readonly before: string;
  readonly picture: PictureAddress;
  readonly action: string;
}

/** Asks somebody who has allowed the app before whether it may stay as it was. */
export function againPage({ clientName, account, before, picture, action }: AgainProps): Page {
  return {
    title: `Continue as ${callName(account)}`,
    body: html`<h1>You have connected ${clientName} before</h1>
<div class="panel"><div class="row">${accountCard(account, picture)}</div></div>
<p>${before}</p>
<form method="post" action="${action}/decision">
<button class="action first" name="decision" value="resume">Continue with previous settings</button>
</form>
<form method="post" action="${action}/edit"><button class="action">Edit settings</button></form>
${cancelForm(action)}
<form method="post" action="${action}/switch"><button class="text">Switch account</button></form>`,
  };
}
