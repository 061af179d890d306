import { connections } from './connections.ts';
import { publicOperations } from './flows.ts';
import { links } from './links.ts';
import { workspaces } from './workspaces.ts';

/** Every operation of the contract, by noun. */
export const contract = { workspaces, links, connections, public: publicOperations } as const;

export { isLoopback, parseAddress } from './address.ts';
export {
  AccessToken,
  Connection,
  ConnectionId,
  connectionReasons,
  connectionRoutes,
  connectionStatuses,
  type ConnectionReason,
  type ConnectionStatus,
} from './connection.ts';
export { connections } from './connections.ts';
export {
  apiErrors,
  FieldError,
  Problem,
  Refusal,
  refusals,
  requestIdHeader,
  type ApiErrorCode,
  type RefusalCode,
} from './errors.ts';
export { eventTypes, type EventType } from './events.ts';
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
export { fieldErrors } from './field-errors.ts';
export { growing } from './growing.ts';
export { limits } from './limits.ts';
export { Link, LinkId, linkRoutes, linkStatuses, LinkWithUrl, type LinkStatus } from './link.ts';
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
export { allowedReturnUrl, allowsOrigin } from './registered.ts';
export { PlatformId, WorkspaceId } from './text.ts';
export { Timestamp } from './timestamp.ts';
export { Workspace, workspaceRoutes } from './workspace.ts';
export { WorkspaceInput, workspaces } from './workspaces.ts';
