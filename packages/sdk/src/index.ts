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
export type { AccessToken, Connection, ConnectionReason, ConnectionStatus } from './contract/connection.ts';
export type { ApiErrorCode, FieldError } from './contract/errors.ts';
export type { Link, LinkStatus, LinkWithUrl } from './contract/link.ts';
export type { LinkInput, LinkPatch } from './contract/links.ts';
export type { Workspace } from './contract/workspace.ts';
export type { WorkspaceInput } from './contract/workspaces.ts';
export type { ConnectionQuery, Connections } from './resources/connections.ts';
export type { LinkQuery, Links } from './resources/links.ts';
export type { Workspaces } from './resources/workspaces.ts';
