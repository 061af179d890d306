/** `keyring_invalid`: CONNECT_KEYS cannot be used. The others are about one sealed text. */
export type VaultErrorCode = 'keyring_invalid' | 'not_sealed' | 'unknown_key' | 'cannot_open';

/** What the vault refuses. Names keys by their id and never holds what was sealed, nor any key. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly code: VaultErrorCode;
  /** The key that the text names, where it names one. */
  readonly keyId: string | undefined;

  constructor(code: VaultErrorCode, message: string, keyId?: string) {
    super(message);
    this.code = code;
    this.keyId = keyId;
  }
}
