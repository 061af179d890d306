import type { Context } from './context.ts';
import type { Account, Exchange, Platform } from './platforms/port.ts';
import { revokeAccess } from './revocation.ts';
import { openFlowSecret, sealFlowSecret } from './sealed-flow.ts';
import type { FlowRow } from './storage/port.ts';
import type { Vault } from './vault.ts';

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

/** Gives back what was received, where the platform lets us. What cannot be revoked is at least not kept. */
export const giveBack = async (context: Context, platform: Platform, { exchange, accounts }: Choice): Promise<void> => {
  const { tokens, altIds } = exchange;
  const access = { tokens, accountIds: [...altIds, ...accounts.map(({ id }) => id)], connection: null };
  await revokeAccess(context, platform, access, 'Access that was not used could not be revoked.');
};

/** Gives back what a flow, as it was until now, held for a choice that nobody makes any more. */
export const letGo = async (context: Context, flow: FlowRow): Promise<void> => {
  const choice = openChoice(context.vault, flow);
  const platform = context.platforms.get(flow.platform);
  if (choice !== undefined && platform !== undefined) await giveBack(context, platform, choice);
};
