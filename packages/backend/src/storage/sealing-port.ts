/**
 * What is stored sealed: links' secrets, connections' tokens and those that are still to be revoked, flows' PKCE verifiers
 * and unconfirmed codes, webhook endpoints' secrets and the ones before them.
 */
export const sealedKinds = ['link', 'tokens', 'revocation', 'verifier', 'code', 'webhook', 'former_webhook'] as const;
export type SealedKind = (typeof sealedKinds)[number];

/** A key of the keyring that something here may be sealed with. */
export interface SealingKeyRow {
  readonly id: string;
  /** Tells another key of the same name apart; tells nothing of the key. */
  readonly fingerprint: string;
  /**
   * When it was last put in front of the others, by the start of a process whose keyring begins with it; 0 where that was before
   * keys were recorded, `null` where it never was.
   */
  readonly newestSince: number | null;
  readonly createdAt: number;
}

export interface SealedFilter {
  readonly kind: SealedKind;
  readonly not: readonly string[];
  /** Only rows with a greater id; `''` from the beginning. */
  readonly after: string;
  readonly limit: number;
}

export interface SealedText {
  readonly id: string;
  readonly sealed: string;
}

export interface SealedChange {
  readonly kind: SealedKind;
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly now: number;
}

/** A part of `Reads`. */
export interface SealingReads {
  /** How many texts of this kind are sealed with this key. Reads all of them. */
  sealedCount(kind: SealedKind, key: string): Promise<number>;
  /** Texts of this kind that are sealed with other keys than these, by their rows' ids after `after`. */
  sealedWith(filter: SealedFilter): Promise<readonly SealedText[]>;
  sealingKeys(): Promise<readonly SealingKeyRow[]>;
}

/** A part of `Storage`. */
export interface SealingClaims {
  /** Puts a newly sealed text in the place of `from`, where that is still there and nobody is working with it. */
  reseal(change: SealedChange): Promise<boolean>;
  /** Inserts a key, or records when it was put in front, where that is later than what is known; all else of it stays. */
  registerKey(row: SealingKeyRow): Promise<void>;
  forgetKey(id: string): Promise<void>;
}
