import type { Lease } from '../storage/port.ts';

/**
 * Work that is due: rows of the database with a due time, each claimed with a lease by one worker at a time. A worker that
 * dies leaves its lease behind; when that has run out, the row is claimed again. A job is made of the claim of one row; the
 * loop, the heartbeat, the concurrency and the end are `createJobs`'s (jobs.ts).
 */
export interface Job {
  /** For logs, and to wake it by: `refresh`. */
  readonly name: string;
  /** ms that a claim holds a row. A heartbeat extends it while the work goes on, every third of that. */
  readonly lease: number;
  /** ms between two looks where nothing was due, give or take a fifth. `wake` of `createJobs` looks at once. */
  readonly every: number;
  /** Rows that one process works on at a time. */
  readonly concurrency: number;
  /**
   * Claims the one row that has been due longest, and that nobody holds at `now`, in one `UPDATE … RETURNING`: its due time
   * is not after `now`, its lease is none or has ended; `lease.id` and `lease.until` are written to it. `undefined` where
   * nothing is due.
   */
  claim(now: number, lease: Lease): Promise<Claimed | undefined>;
}

/** A row that this process holds. What it does in the database holds only where the row still names this lease's id. */
export interface Claimed {
  /** The row's id, for logs. */
  readonly id: string;
  /** Makes the lease last until `lease.until`; `false` where the row has another one by now, or none. */
  extend(lease: Lease): Promise<boolean>;
  /**
   * Does the work, outside of any transaction and with time limits of its own, and settles the row in one transaction with
   * what it brought: done (nothing is due any more), again (due at a later time than now; see ../back-off.ts), or given up. The
   * settlement clears the lease, and is made only where the row still has this lease's id. Rejects only where something
   * is broken; the row is then released and tried again with a growing delay.
   */
  work(held: Held): Promise<void>;
  /** Clears the lease and makes the row due at `dueAt`, where it still has this lease's id. */
  release(dueAt: number): Promise<void>;
}

/** What work is told while it goes on. */
export interface Held {
  /** Aborted when somebody else has the row by now: what is not sent yet must not be sent. */
  readonly lost: AbortSignal;
  /** Aborted when the process stops. Short work goes on to its end; long work settles where it is. */
  readonly stopping: AbortSignal;
}
