export { ConnectLinkButton } from './connect-link-button.ts';
export type { ConnectDetail, ConnectEventMap } from './events.ts';
export type { FlowConnection, FlowState } from './flow/index.ts';
export { en } from './locales/en.ts';
export type { Texts } from './locales/en.ts';
