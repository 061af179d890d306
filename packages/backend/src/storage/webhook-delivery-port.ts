import type { DeliveryFailure, DeliveryStatus, EventType } from '@connect/sdk/contract';
import type { Lease } from './lease.ts';
import type { Position } from './position.ts';

/** One event on its way to one endpoint. Written with the event itself. */
export interface WebhookDeliveryRow {
  readonly id: string;
  readonly endpoint: string;
  readonly workspace: string;
  /** The event's id, and its number in the workspace. */
  readonly event: string;
  readonly seq: number;
  readonly type: EventType;
  readonly status: DeliveryStatus;
  /** Since it was made or last sent again. */
  readonly attempts: number;
  /** `null`: nothing is to be done. */
  readonly dueAt: number | null;
  readonly leaseId: string | null;
  readonly leaseUntil: number | null;
  readonly lastAttemptAt: number | null;
  readonly responseStatus: number | null;
  readonly failure: DeliveryFailure | null;
  /** The failure in words, without a secret, where no answer came. */
  readonly failureReason: string | null;
  readonly durationMs: number | null;
  readonly deliveredAt: number | null;
  readonly createdAt: number;
}

export interface WebhookDeliveryFilter {
  readonly endpoint: string;
  readonly status?: DeliveryStatus;
  readonly after?: Position;
  readonly limit: number;
}

/** What an attempt brought. The lease ends with it. */
export type WebhookDeliveryChange = Partial<
  Pick<
    WebhookDeliveryRow,
    | 'status'
    | 'attempts'
    | 'dueAt'
    | 'lastAttemptAt'
    | 'responseStatus'
    | 'failure'
    | 'failureReason'
    | 'durationMs'
    | 'deliveredAt'
  >
>;

/** Which deliveries of an endpoint are to be sent again, a part at a time, newest first. */
export interface Redelivery {
  readonly endpoint: string;
  /** Those of events from then on. */
  readonly since: number;
  readonly statuses: readonly DeliveryStatus[];
  /** When they are due. */
  readonly dueAt: number;
  /** Where the part before this one ended. */
  readonly after?: Position | undefined;
  /** How many are looked through, at most. */
  readonly limit: number;
}

/** How many deliveries are under way at a time, in all processes, before another one is claimed. */
export interface DeliveryRoom {
  /** To one endpoint. To one that is failing (`failingSince`), one. */
  readonly perEndpoint: number;
  /** To all endpoints together that are failing. */
  readonly toFailing: number;
}

/** A part of `Reads`. */
export interface WebhookDeliveryReads {
  webhookDelivery(id: string): Promise<WebhookDeliveryRow | undefined>;
  /** Newest first, at most `limit` rows. */
  webhookDeliveries(filter: WebhookDeliveryFilter): Promise<readonly WebhookDeliveryRow[]>;
}

/** A part of `Writes`. */
export interface WebhookDeliveryWrites {
  settleDelivery(id: string, leaseId: string, change: WebhookDeliveryChange): Promise<boolean>;
}

/** A part of `Storage`. */
export interface WebhookDeliveryClaims {
  /**
   * Claims a delivery that is due and that nobody holds at `now`, of an endpoint that there is room for: the first one after
   * `after`, by its id and in a circle, so that whoever goes on from the endpoint of its last claim passes over none for
   * ever. Of that endpoint's deliveries, the one that has been due longest. `undefined` where there is none.
   */
  claimDelivery(now: number, lease: Lease, room: DeliveryRoom, after: string): Promise<WebhookDeliveryRow | undefined>;
  /** As `extendRefresh`. */
  extendDelivery(id: string, lease: Lease): Promise<boolean>;
  /** Records what became of it and gives the lease of that id back; `false` where it has another one by now, or none. */
  settleDelivery(id: string, leaseId: string, change: WebhookDeliveryChange): Promise<boolean>;
  /**
   * Makes deliveries due as if they were new, each under its id; those that are under way stay. How many they are, and where
   * the part ended; `undefined` where it was the last one.
   */
  redeliver(redelivery: Redelivery): Promise<{ readonly count: number; readonly last: Position | undefined }>;
  /** As `redeliver`, one by its id: the row, or `undefined` where there is none or it is being sent at `dueAt`. */
  redeliverOne(id: string, dueAt: number): Promise<WebhookDeliveryRow | undefined>;
  /** Deletes deliveries of before then that nothing is to be done for, at most `limit`. How many that were. */
  sweepDeliveries(before: number, limit: number): Promise<number>;
}
