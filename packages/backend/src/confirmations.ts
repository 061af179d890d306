import type { Attachments } from './attachments.ts';
import { requirePlatform } from './attempt.ts';
import type { AttemptEnds } from './attempt-ends.ts';
import { openChoice } from './choices.ts';
import type { Context } from './context.ts';
import { flowStatusAt, isEnded } from './flow-status.ts';
import type { Flows } from './flows.ts';
import { Refused } from './problem.ts';
import { openFlowSecret } from './sealed-flow.ts';
import type { FlowRow } from './storage/port.ts';

/** Which choices end with an account, and the routes by which it has ended at its platform already. */
export interface ChoiceEnd {
  readonly before: number;
  readonly revokedBy: readonly string[];
}

/** What a person is asked after the platform's answer: whether it may count here, and for which accounts. */
export const createConfirmations = (context: Context, flows: Flows, attachments: Attachments, ends: AttemptEnds) => {
  const { storage, vault, now, log } = context;
  const { fail, attempt, complete } = ends;

  return {
    /** The word of the person in the other browser. `no` throws the code away, unused. */
    async confirm(fid: string, confirm: string | undefined, answer: 'yes' | 'no'): Promise<'done' | 'refused'> {
      const flow = confirm === undefined ? undefined : await storage.flow(fid);
      if (flow === undefined || !flows.mayConfirm(flow, confirm)) throw new Refused('flow_not_yours');
      const at = now();
      const { status, errorCode } = flowStatusAt(flow, at);
      // Answered already, and so well that there is another question.
      if (flow.choosing) return 'done';
      if (status !== 'pending_confirm' || flow.codeSealed === null) {
        if (isEnded(status) && errorCode !== 'confirm_expired') {
          return flow.errorCode === 'other_browser_refused' ? 'refused' : 'done';
        }
        if (status === 'at_platform') return 'done';
        await fail(flow, 'error', 'confirm_expired');
        throw new Refused('confirm_expired', await flows.valuesOf(flow));
      }
      if (answer === 'no') {
        await fail(flow, 'denied', 'other_browser_refused');
        return 'refused';
      }
      const code = openFlowSecret(vault, fid, 'code', flow.codeSealed);
      const confirmed = await storage.updateFlow(
        fid,
        { status: 'at_platform', codeSealed: null, updatedAt: at },
        { seq: flow.seq, status: ['pending_confirm'] },
      );
      if (confirmed !== undefined) await complete(confirmed, code);
      return 'done';
    },

    /**
     * The person's choice among several accounts, by their ids; none of them is an answer only where it is said, with
     * `null`. `nothing`, `too_many`: the question stands.
     */
    async choose(flow: FlowRow, picked: readonly string[] | null): Promise<'done' | 'nothing' | 'too_many'> {
      if (!flow.choosing) return 'done';
      const choice = openChoice(vault, flow);
      if (flowStatusAt(flow, now()).status !== 'pending_confirm' || choice === undefined) {
        await fail(flow, 'error', 'choice_expired');
        return 'done';
      }
      if (picked === null) {
        await fail(flow, 'denied', 'none_chosen');
        return 'done';
      }
      const accounts = choice.accounts.filter(({ id }) => picked.includes(id));
      if (accounts.length === 0) return 'nothing';
      const platform = requirePlatform(context, flow.platform);
      const outcome = await attempt(flow, () => attachments.attachChosen(flow, platform, { ...choice, accounts }));
      return outcome === 'too_many' ? 'too_many' : 'done';
    },

    /**
     * Ends the choices from these accounts that came by one of these routes and were consented to before `before`. What they
     * held is given back, where its platform has not ended the access by itself (`revokedBy`). How many that were.
     */
    async endChoicesOf(routes: readonly string[], accountIds: readonly string[], { before, revokedBy }: ChoiceEnd): Promise<number> {
      const chosenFrom = await storage.choicesOfAccount(routes, accountIds, before);
      for (const flow of chosenFrom) {
        await fail(flow, 'error', 'choice_expired', { seq: flow.seq, isRevoked: revokedBy.includes(flow.platform) });
      }
      return chosenFrom.length;
    },

    /**
     * Ends the choices of accounts that nobody has made in time, at most `limit`, and gives back what they held. How many that
     * were. One that breaks is left for the next time.
     */
    async endAbandoned(limit: number): Promise<number> {
      let ended = 0;
      for (const flow of await storage.abandonedChoices(now(), limit)) {
        try {
          await fail(flow, 'error', 'choice_expired', { seq: flow.seq });
          ended += 1;
        } catch (cause) {
          log.error({ fid: flow.fid, err: cause }, 'A choice of accounts that nobody made could not be ended; it is tried again.');
        }
      }
      return ended;
    },
  };
};
