/** A person's request to delete what is stored of them, which came through a platform. */
export interface DeletionRow {
  /** What the person can ask with how it went: 32 letters and digits. */
  readonly code: string;
  /** SHA-256 of the platform's request, base64url, so that a repeated one is the same. Unique. */
  readonly requestHash: string;
  readonly sender: string;
  /** Whose data it is; forgotten when it is done. */
  readonly accountIds: readonly string[] | null;
  readonly occurredAt: number;
  /** Connections of theirs that there were. */
  readonly found: number;
  readonly receivedAt: number;
  readonly doneAt: number | null;
}

/** A part of `Reads`. */
export interface DeletionReads {
  deletion(code: string): Promise<DeletionRow | undefined>;
  /** Those that are not done, oldest first. */
  deletionsToDo(limit: number): Promise<readonly DeletionRow[]>;
}

/** A part of `Storage`. */
export interface DeletionClaims {
  /** Inserts a request to delete, or gives the one that has this hash already. */
  insertDeletion(row: DeletionRow): Promise<{ readonly deletion: DeletionRow; readonly inserted: boolean }>;
  /** Records that it is done, and forgets whose it was. */
  finishDeletion(code: string, doneAt: number): Promise<void>;
}
