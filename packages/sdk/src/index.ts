export type { Page } from './all-rows.ts';
export type { CallOptions, CreateOptions } from './call.ts';
export { createClient, type ClientOptions, type ConnectClient } from './connect-client.ts';
export {
  ConnectError,
  isConnectError,
  type ClientErrorCode,
  type ConnectErrorCode,
  type ConnectErrorDetails,
} from './connect-error.ts';
export type { AccessToken, Connection, ConnectionReason, ConnectionRevocation, ConnectionStatus } from './contract/connection.ts';
export type { ApiErrorCode, FieldError } from './contract/errors.ts';
export type { ActorKind, Event, EventPage, EventType } from './contract/event.ts';
export type { Link, LinkStatus, LinkWithUrl, MismatchRule } from './contract/link.ts';
export type { LinkPatch } from './contract/links.ts';
export type { Ability } from './contract/ability.ts';
export type { Session } from './contract/session.ts';
export type { SessionInput } from './contract/sessions.ts';
export type {
  DeliveryStatus,
  DisabledReason,
  Redelivered,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
} from './contract/webhook.ts';
export type { RedeliveryInput, WebhookEndpointInput, WebhookEndpointPatch } from './contract/webhooks.ts';
export type { Workspace } from './contract/workspace.ts';
export type { WorkspaceInput } from './contract/workspaces.ts';
export type { EventQuery, FollowOptions } from './event-pages.ts';
export type { ConnectionQuery, Connections, SessionConnections } from './resources/connections.ts';
export type { Events } from './resources/events.ts';
export type { ActivityQuery, LinkInput, LinkQuery, Links, RevealOptions, SessionLinkInput } from './resources/links.ts';
export type { Sessions } from './resources/sessions.ts';
export type { Webhooks, WebhookDeliveryQuery, WebhookEndpointQuery } from './resources/webhooks.ts';
export type { Workspaces } from './resources/workspaces.ts';
export { createSessionClient, type SessionClient, type SessionClientOptions } from './session-client.ts';
export type { SessionProvider } from './session-source.ts';
export { verifyWebhook, type VerifyWebhookOptions } from './verify-webhook.ts';
export type { WebhookHeaders, WebhookParts, WebhookRequest } from './webhook-body.ts';
export type { WireOptions } from './wire.ts';
