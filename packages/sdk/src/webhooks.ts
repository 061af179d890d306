// What a webhook receiver needs and nothing more: no HTTP client, no schema library.
export { ConnectError, isConnectError, type ConnectErrorCode } from './connect-error.ts';
export type { Event, EventType } from './contract/event.ts';
export { verifyWebhook, type VerifyWebhookOptions } from './verify-webhook.ts';
export type { WebhookHeaders, WebhookParts, WebhookRequest } from './webhook-body.ts';
