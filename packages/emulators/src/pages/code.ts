import { html } from 'hono/html';
import type { Account } from '../account.ts';
import { accountCard, type PictureAddress } from './account-card.ts';
import { cancelForm } from './choose.ts';
import type { Page } from './layout.ts';

interface CodeProps {
  readonly account: Account;
  readonly picture: PictureAddress;
  readonly action: string;
  /** Whether a wrong code was just entered. */
  readonly wrong: boolean;
}

/** The second step of the login. Nobody has a phone to look at, so the page says which code it accepts. */
export function codePage({ account, picture, action, wrong }: CodeProps): Page {
  return {
    title: wrong ? 'Wrong code' : 'Enter your code',
    body: html`<h1>Enter your six-digit code</h1>
<p class="quiet">This account is protected by two-factor authentication.</p>
<div class="panel"><div class="row">${accountCard(account, picture)}</div></div>
<form method="post" action="${action}/code">
<p class="hint" id="accepted">No message was sent. This emulation accepts <strong>${account.twoFactorCode ?? ''}</strong>.</p>
${wrong ? html`<p class="alert" role="alert" id="wrong">That is not the code. Please try again.</p>` : ''}
<label class="field" for="code">Security code</label>
<input class="code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code"
  pattern="[0-9]{6}" maxlength="6" required
  aria-describedby="${wrong ? 'wrong accepted' : 'accepted'}"${wrong ? html` aria-invalid="true"` : ''}>
<button class="action first">Continue</button>
</form>
${cancelForm(action)}`,
  };
}
