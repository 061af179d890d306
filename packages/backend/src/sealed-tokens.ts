import type { Tokens } from './platforms/port.ts';
import type { Vault } from './vault.ts';

const contextOf = (connection: string): string => `connection:${connection}`;

/** Tokens as the row of this connection keeps them. */
export const sealTokens = (vault: Vault, connection: string, tokens: Tokens): string =>
  vault.seal(JSON.stringify(tokens), contextOf(connection));

/** The tokens that the row of this connection keeps. Throws a `VaultError` for those of another row. */
export const openTokens = (vault: Vault, connection: string, sealed: string): Tokens =>
  JSON.parse(vault.open(sealed, contextOf(connection))) as Tokens;

const revocationContextOf = (revocation: string): string => `revocation:${revocation}`;

/** Tokens as the revocation keeps them that is to end their access. */
export const sealRevocation = (vault: Vault, revocation: string, tokens: Tokens): string =>
  vault.seal(JSON.stringify(tokens), revocationContextOf(revocation));

/** The tokens whose access this revocation is to end. Throws a `VaultError` for those of another row. */
export const openRevocation = (vault: Vault, revocation: string, sealed: string): Tokens =>
  JSON.parse(vault.open(sealed, revocationContextOf(revocation))) as Tokens;
