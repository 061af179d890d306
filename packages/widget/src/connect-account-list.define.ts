import { ConnectAccountList } from './connect-account-list.ts';

// As with the link button: a second copy on a page changes nothing, and on a server there is nothing to define.
const registry = globalThis.customElements as CustomElementRegistry | undefined;
if (registry && !registry.get('connect-account-list')) registry.define('connect-account-list', ConnectAccountList);

declare global {
  interface HTMLElementTagNameMap {
    'connect-account-list': ConnectAccountList;
  }
}

export { ConnectAccountList };
