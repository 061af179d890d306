import { ConnectLinkButton } from './connect-link-button.ts';

// A second copy of this file on a page, even of another version, must not break the first; and a server that renders a
// page imports it where there are no custom elements.
const registry = globalThis.customElements as CustomElementRegistry | undefined;
if (registry && !registry.get('connect-link-button')) registry.define('connect-link-button', ConnectLinkButton);

declare global {
  interface HTMLElementTagNameMap {
    'connect-link-button': ConnectLinkButton;
  }
}

export { ConnectLinkButton };
