import type { Vault } from './vault.ts';

const contextOf = (link: string): string => `link:${link}`;

/** A link's secret as its row keeps it. */
export const sealLinkSecret = (vault: Vault, link: string, secret: string): string => vault.seal(secret, contextOf(link));

/** The secret that the row of this link keeps. Throws a `VaultError` for that of another row. */
export const openLinkSecret = (vault: Vault, link: string, sealed: string): string => vault.open(sealed, contextOf(link));
