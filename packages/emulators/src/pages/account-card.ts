import { html } from 'hono/html';
import { callName, type Account } from '../account.ts';
import type { Html } from './layout.ts';

/** Where the page finds an account's picture; `null`: the account has none. */
export type PictureAddress = (account: Account) => string | null;

/**
 * Picture, handle, name and kind of an account, as one row. Inside a button it is heard as one phrase,
 * "@handle Name – kind", and the number of followers only as its description.
 */
export function accountCard(account: Account, picture: PictureAddress): Html {
  if (account.about !== undefined) {
    return html`${accountPicture(account, picture)}<span class="who"><span class="handle" lang="${account.language}"><bdi
>${callName(account)}</bdi></span>
<span class="quiet small" aria-hidden="true" id="${followersId(account)}">${account.about}</span></span>`;
  }
  return html`${accountPicture(account, picture)}<span class="who"><span class="handle">@${account.username}</span>
${account.name === undefined ? '' : html`<span lang="${account.language}"><bdi>${account.name}</bdi></span>`}
<span class="quiet small"><span class="heard">– </span>${account.kind}<span aria-hidden="true" id="${followersId(account)}"
> · ${followers(account)}</span></span></span>`;
}

/** The id of the element that tells the number of followers, or what there is to say about a person, for `aria-describedby`. */
export function followersId(account: Account): string {
  return `followers-${account.key}`;
}

function followers({ followers }: Account): string {
  return `${followers.toLocaleString('en')} ${followers === 1 ? 'follower' : 'followers'}`;
}

function accountPicture(account: Account, picture: PictureAddress): Html {
  const address = picture(account);
  return address === null
    ? html`<span class="picture" aria-hidden="true">${(account.about === undefined ? account.username : callName(account)).slice(0, 1).toUpperCase()}</span>`
    : html`<img class="picture" src="${address}" alt="" width="44" height="44">`;
}
