import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** What of a flow is sealed, each with a context of its own, so that neither can be put in the other's place. */
type FlowSecret = 'code' | 'verifier';

const contextOf = (fid: string, secret: FlowSecret): string => `flow:${fid}:${secret}`;
/** The context of both, in rows of earlier versions: of flows that are under way during an upgrade. */
const formerContextOf = (fid: string): string => `flow:${fid}`;

/** A code or a verifier as the row of this flow keeps it. */
export const sealFlowSecret = (vault: Vault, fid: string, secret: FlowSecret, text: string): string =>
  vault.seal(text, contextOf(fid, secret));

/** The code or the verifier that the row of this flow keeps. Throws a `VaultError` for another flow's, or the other one. */
export const openFlowSecret = (vault: Vault, fid: string, secret: FlowSecret, sealed: string): string => {
  try {
    return vault.open(sealed, contextOf(fid, secret));
  } catch (cause) {
    if (!(cause instanceof VaultError) || cause.code !== 'cannot_open') throw cause;
    return vault.open(sealed, formerContextOf(fid));
  }
};
