/** The right of one worker to work on a row that is due, until it ends. Who holds it is told by its id, not by its time. */
export interface Lease {
  /** Random; another one for each claim. */
  readonly id: string;
  readonly until: number;
}
