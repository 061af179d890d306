import type { Lease } from './lease.ts';

/** A part of `Storage`. */
export interface PeriodicClaims {
  /** Claims work of this name that is done from time to time, by one at a time. The first time it is due at once. */
  claimPeriodic(name: string, now: number, lease: Lease): Promise<boolean>;
  /** As `extendRefresh`. */
  extendPeriodic(name: string, lease: Lease): Promise<boolean>;
  /** Gives the lease of that id back; the work is due again at `dueAt`. `false` where it has another one by now. */
  releasePeriodic(name: string, leaseId: string, dueAt: number): Promise<boolean>;
  /**
   * From when on work of this name could be, or could have been, claimed: its due time, or the end of its lease where that is
   * later. `undefined` where nobody has ever claimed it.
   */
  periodicFreeSince(name: string): Promise<number | undefined>;
}
