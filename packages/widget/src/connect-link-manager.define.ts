import { ConnectLinkManager } from './connect-link-manager.ts';

// A second copy of this file on a page, even of another version, must not break the first; and a server that renders a
// page imports it where there are no custom elements.
const registry = globalThis.customElements as CustomElementRegistry | undefined;
if (registry && !registry.get('connect-link-manager')) registry.define('connect-link-manager', ConnectLinkManager);

declare global {
  interface HTMLElementTagNameMap {
    'connect-link-manager': ConnectLinkManager;
  }
}

export { ConnectLinkManager };
