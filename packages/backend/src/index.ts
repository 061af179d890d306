export type { Background } from './background.ts';
export { ConfigurationError } from './configuration-error.ts';
export { createConnect, type Connect } from './connect.ts';
export type { Log } from './context.ts';
export { listenFromEnvironment, optionsFromEnvironment, type ListenOptions } from './environment.ts';
export { openapi, type Contract, type Json, type JsonObject } from './http/openapi.ts';
export type { RateLimits } from './http/rate-limits.ts';
export type { NoticeCount, NoticeCounts, NoticeOutcome } from './notice-counts.ts';
export type { ConnectOptions } from './options.ts';
export type { PlatformFactory } from './platforms/index.ts';
export {
  PlatformFailure,
  type Account,
  type AuthorizeRequest,
  type AuthorizeStep,
  type CallbackResult,
  type Exchange,
  type NoticeFault,
  type NoticeReading,
  type NoticeRequest,
  type Outbound,
  type OutboundRequest,
  type OutboundResponse,
  type Permission,
  type Platform,
  type PlatformFailureKind,
  type PlatformNotice,
  type PlatformNotices,
  type PlatformOptions,
  type Tokens,
} from './platforms/port.ts';
export type { FacebookOptions } from './platforms/facebook.ts';
export type { InstagramOptions } from './platforms/instagram.ts';
export type { TikTokOptions } from './platforms/tiktok.ts';
export type {
  ActivityFilter,
  Actor,
  CheckChange,
  ConnectionChange,
  ConnectionFilter,
  ChoiceAccounts,
  ConnectionRow,
  CountedLink,
  DeletionRow,
  EventFilter,
  EventRow,
  ExpectedAccount,
  FlowChange,
  FlowGuard,
  FlowRow,
  IdempotencyRow,
  Lease,
  Leftovers,
  LinkChange,
  LinkFilter,
  LinkRow,
  NewEvent,
  PictureRow,
  Position,
  ReceiptRow,
  RevocationRow,
  DeliveryRoom,
  Redelivery,
  SealingKeyRow,
  SessionChange,
  SessionRow,
  Storage,
  WebhookDeliveryChange,
  WebhookDeliveryFilter,
  WebhookDeliveryRow,
  WebhookEndpointChange,
  WebhookEndpointFilter,
  WebhookEndpointGuard,
  WebhookEndpointRow,
  WorkspaceRow,
  Writes,
} from './storage/port.ts';
export { openStorage, type StorageOptions } from './storage/storage.ts';
export type { PostgresOptions } from './storage/postgres.ts';
export type { SealedChange, SealedFilter, SealedText } from './storage/sealing-port.ts';
export type { Jobs } from './jobs/jobs.ts';
