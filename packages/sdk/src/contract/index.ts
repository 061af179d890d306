import { connections } from './connections.ts';
import { events } from './events.ts';
import { publicOperations } from './flows.ts';
import { withForms } from './forms.ts';
import { links } from './links.ts';
import { sessions } from './sessions.ts';
import { webhooks } from './webhooks.ts';
import { workspaces } from './workspaces.ts';

/** Every operation of the contract, by noun. */
export const contract = /* @__PURE__ */ withForms({ workspaces, links, connections, sessions, events, webhooks, public: publicOperations } as const);

export { abilities, type Ability } from './ability.ts';
export { isLoopback, parseAddress } from './address.ts';
export {
  AccessToken,
  Connection,
  connectionReasons,
  connectionRevocations,
  connectionRoutes,
  connectionStatuses,
  type ConnectionReason,
  type ConnectionRevocation,
  type ConnectionStatus,
} from './connection.ts';
export { connections } from './connections.ts';
export {
  apiErrors,
  FieldError,
  Problem,
  Refusal,
  refusals,
  type ApiErrorCode,
  type RefusalCode,
} from './errors.ts';
export {
  actorKinds,
  Event,
  EventPage,
  eventRoutes,
  eventTypes,
  type ActorKind,
  type EventType,
} from './event.ts';
export { events } from './events.ts';
export {
  FlowConnection,
  FlowId,
  FlowSecret,
  FlowState,
  flowStatuses,
  Grant,
  LinkSecret,
  publicOperations,
  ResolvedLink,
  type FlowStatus,
} from './flows.ts';
export { fieldErrors, fieldMessage } from './field-errors.ts';
export { requestIdHeader } from './headers.ts';
export { growing } from './growing.ts';
export { ConnectionId, LinkId, SessionId, WebhookDeliveryId, WebhookEndpointId } from './ids.ts';
export { limits } from './limits.ts';
export { Link, linkRoutes, linkStatuses, LinkWithUrl, mismatchRules, type LinkStatus, type MismatchRule } from './link.ts';
export { LinkInput, LinkPatch, links } from './links.ts';
export { Hello, HelloAck, popupMessages, ResultAck, ResultMessage, type PopupMessage } from './messages.ts';
export {
  operation,
  route,
  sharedErrors,
  type Body,
  type BodyInput,
  type Operation,
  type Params,
  type Query,
  type QueryInput,
  type Result,
  type Route,
} from './operation.ts';
export { isPrintable } from './printable.ts';
export { allowedReturnUrl, allowsOrigin } from './registered.ts';
export { Session, sessionRoutes } from './session.ts';
export { SessionInput, sessions } from './sessions.ts';
export { Handle, PlatformId, WorkspaceId } from './text.ts';
export { Timestamp } from './timestamp.ts';
export {
  deliveryFailures,
  deliveryStatuses,
  disabledReasons,
  Redelivered,
  WebhookDelivery,
  WebhookEndpoint,
  WebhookEndpointWithSecret,
  webhookRoutes,
  type DeliveryFailure,
  type DeliveryStatus,
  type DisabledReason,
} from './webhook.ts';
export { RedeliveryInput, WebhookEndpointInput, WebhookEndpointPatch, webhooks } from './webhooks.ts';
export { Workspace, workspaceRoutes } from './workspace.ts';
export { WorkspaceInput, workspaces } from './workspaces.ts';
