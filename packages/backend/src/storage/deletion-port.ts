/** A person's request to delete what is stored of them, which came through a platform. */
export interface DeletionRow {
  /** What the person can ask with how it went: 32 letters and digits. */
  readonly code: string;
  /** Of the platform's request, with a key, base64url: a repeated one is known, and nobody can guess from it whose it was. Unique. */
  readonly requestHash: string;
  readonly sender: string;
  /** The sender's platforms by whose login an access has ended with the request: those whose app is meant. */
  readonly routes: readonly string[];
  /** Whose data it is; forgotten a while after it is done, when nothing of theirs can be on its way any longer. */
  readonly accountIds: readonly string[] | null;
  readonly occurredAt: number;
  /** What of theirs there was: connections, choices under way, and ends that the platform had not confirmed. */
  readonly found: number;
  /** Whether an account of theirs had been connected anew since it was asked. */
  readonly connectedSince: boolean;
  readonly receivedAt: number;
  readonly doneAt: number | null;
}

/** A part of `Reads`. */
export interface DeletionReads {
  deletion(code: string): Promise<DeletionRow | undefined>;
  /** The request that one of these hashes is of. */
  deletionByRequest(requestHashes: readonly string[]): Promise<DeletionRow | undefined>;
  /** Those to this sender that still tell whose data it is. */
  deletionsWithIds(sender: string): Promise<readonly DeletionRow[]>;
  /** Those that are not done, oldest first. */
  deletionsToDo(limit: number): Promise<readonly DeletionRow[]>;
}

/** A part of `Storage`. */
export interface DeletionClaims {
  /** Inserts a request to delete, or gives the one that has this hash already. */
  insertDeletion(row: DeletionRow): Promise<{ readonly deletion: DeletionRow; readonly inserted: boolean }>;
  /** Records that it is done. */
  finishDeletion(code: string, doneAt: number): Promise<void>;
}
