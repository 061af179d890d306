import type { Context } from './context.ts';
import type { Account, Exchange } from './platforms/port.ts';
import type { Access } from './revocations.ts';
import { openFlowSecret, sealFlowSecret } from './sealed-flow.ts';
import type { FlowRow } from './storage/port.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

/** Several accounts that one consent has brought, and what opens them. Sealed in the flow, for as long as the question stands. */
export interface Choice {
  readonly exchange: Exchange;
  readonly accounts: readonly Account[];
}

/** A choice as the row of this flow keeps it. */
export const sealChoice = (vault: Vault, fid: string, choice: Choice): string => sealFlowSecret(vault, fid, 'code', JSON.stringify(choice));

/** What the person of this flow chooses from; `undefined` where nobody is asked, or it is forgotten. */
export const openChoice = (vault: Vault, { fid, choosing, codeSealed }: FlowRow): Choice | undefined =>
  choosing && codeSealed !== null ? (JSON.parse(openFlowSecret(vault, fid, 'code', codeSealed)) as Choice) : undefined;

/** What was received by this route and is not used: to be given back. */
export const accessOf = (route: string, { exchange, accounts }: Choice): Access => ({
  route,
  tokens: exchange.tokens,
  accountIds: [...exchange.altIds, ...accounts.flatMap(({ id, altIds }) => [id, ...altIds])],
  consentedAt: exchange.tokens.obtainedAt,
  connection: null,
});

/** What a flow, as it was until now, holds for a choice that nobody makes any more. */
export const accessHeldBy = ({ vault, log }: Pick<Context, 'vault' | 'log'>, flow: FlowRow): Access | undefined => {
  try {
    const choice = openChoice(vault, flow);
    return choice && accessOf(flow.platform, choice);
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    // Its end must not depend on a key that is gone.
    log.error({ fid: flow.fid, platform: flow.platform, err: cause }, 'What a choice held cannot be opened any more, nor given back.');
    return undefined;
  }
};
