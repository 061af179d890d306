import type { CallbackOutcome, CallbackRequest } from './attempt.ts';
import type { AttemptEnds } from './attempt-ends.ts';
import type { Changes } from './changes.ts';
import type { Context } from './context.ts';
import { lifetimes } from './flow-status.ts';
import type { Flows } from './flows.ts';
import type { CallbackResult } from './platforms/port.ts';
import { refusalOf } from './platforms/refusal.ts';
import { sealFlowSecret } from './sealed-flow.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { FlowChange, FlowRow } from './storage/port.ts';

/** The platforms' answers, as browsers bring them back. */
export const createCallbacks = (context: Context, flows: Flows, { fail, complete }: AttemptEnds, changes: Changes) => {
  const { storage, vault, platforms, now } = context;

  /** The one flow of this browser that is at this platform: whose denial it is, where the platform kept the state to itself. */
  const onlyFlowOf = async (binds: ReadonlyMap<string, string>, platform: string): Promise<FlowRow | undefined> => {
    const found = await Promise.all([...binds].map(async ([fid, bind]) => ({ flow: await storage.flow(fid), bind })));
    const open = found.filter(
      ({ flow, bind }) =>
        flow?.platform === platform && flow.status === 'at_platform' && flow.stateHash !== null && flows.isBound(flow, bind),
    );
    return open.length === 1 ? open[0]?.flow : undefined;
  };

  /** Takes the state, once. The flow as it was taken, or where to go instead. */
  const take = async (request: CallbackRequest, state: string): Promise<{ flow: FlowRow } | { outcome: CallbackOutcome }> => {
    const stateHash = hashSecret(state);
    const known = await storage.flowByState(stateHash);
    // A state belongs to one platform: this is the defence against mix-up (RFC 9700, section 4.4.2).
    if (known === undefined || known.platform !== request.platform) {
      return { outcome: { to: 'refusal', code: 'attempt_expired' } };
    }
    const late = known.attemptExpiresAt !== null && known.attemptExpiresAt <= now();
    if ((known.status === 'denied' || known.status === 'error') && known.stateHash === stateHash && !late) {
      // Ended by an answer without a state, which may have come from any page; the platform's answer that has it is stronger.
      const resumed: FlowChange = {
        status: 'at_platform',
        errorCode: null,
        errorDetail: null,
        deliveredAt: null,
        updatedAt: now(),
      };
      await storage.updateFlow(known.fid, resumed, { seq: known.seq });
    }
    const flow = await storage.takeState(stateHash, now());
    if (flow !== undefined) return { flow };
    if (late && known.stateHash === stateHash && known.status === 'at_platform') {
      await fail(known, 'error', 'attempt_expired', { seq: known.seq });
    }
    // Taken by another request of this browser, perhaps a moment ago: the flow as it is now says where to go.
    const current = (await storage.flow(known.fid)) ?? known;
    const confirm = request.confirms.get(known.fid);
    if (flows.isBound(current, request.binds.get(known.fid))) return { outcome: { to: 'done', fid: known.fid } };
    if (flows.mayConfirm(current, confirm) && confirm !== undefined) {
      return {
        outcome:
          current.status === 'pending_confirm' ? { to: 'confirm', fid: known.fid, confirm } : { to: 'done', fid: known.fid },
      };
    }
    return { outcome: { to: 'refusal', code: current.status === 'cancelled' ? 'cancelled' : 'attempt_expired' } };
  };

  const unbound = (
    result: Extract<CallbackResult, { kind: 'code' }>,
    at: number,
    fid: string,
  ): { confirm: string; change: FlowChange } => {
    const confirm = newSecret('cc');
    return {
      confirm,
      change: {
        status: 'pending_confirm',
        // The page that began may be a stranger's: it does not learn whose account this is.
        attested: false,
        codeSealed: sealFlowSecret(vault, fid, 'code', result.code),
        confirmHash: hashSecret(confirm),
        confirmExpiresAt: at + lifetimes.confirm,
        updatedAt: at,
      },
    };
  };

  return {
    /**
     * The platform's redirect back. The state is taken once; the browser's binding is checked before any token request:
     * in the browser that began, the code is spent; in another, it is sealed and waits for a person's word.
     */
    async callback(request: CallbackRequest): Promise<CallbackOutcome> {
      const platform = platforms.get(request.platform);
      const result = platform?.parseCallback(request.query);
      if (platform === undefined || result === undefined || result.kind === 'malformed') {
        return { to: 'refusal', code: 'attempt_expired' };
      }
      if (result.state === undefined) {
        const flow = await onlyFlowOf(request.binds, platform.id);
        if (flow === undefined) return { to: 'refusal', code: result.kind === 'denied' ? 'denied' : 'attempt_expired' };
        // Nothing says that the platform sent this: any page can lead a browser here.
        await (result.kind === 'failed'
          ? fail(flow, 'error', refusalOf[result.failure.kind], { keepsState: true })
          : fail(flow, 'denied', 'denied', { keepsState: true }));
        return { to: 'done', fid: flow.fid };
      }
      const taken = await take(request, result.state);
      if ('outcome' in taken) return taken.outcome;
      const { flow } = taken;
      const fid = flow.fid;
      const here =
        flows.isBound(flow, request.binds.get(fid)) && (request.destination === undefined || request.destination === 'document');
      if (result.kind === 'code' && here) {
        await complete(flow, result.code);
        return { to: 'done', fid };
      }
      const at = now();
      if (result.kind === 'code') {
        const { confirm, change } = unbound(result, at, fid);
        const pending = await storage.updateFlow(fid, change, { seq: flow.seq });
        changes.changed(fid);
        if (pending === undefined) return { to: 'refusal', code: 'cancelled' };
        return { to: 'confirm', fid, confirm };
      }
      await (result.kind === 'failed' ? fail(flow, 'error', refusalOf[result.failure.kind]) : fail(flow, 'denied', 'denied'));
      if (here) return { to: 'done', fid };
      // It was refused in another browser; that browser may read why.
      const confirm = newSecret('cc');
      await storage.updateFlow(
        fid,
        { confirmHash: hashSecret(confirm), confirmExpiresAt: at + lifetimes.confirm },
        { status: ['denied', 'error'] },
      );
      return { to: 'done', fid, confirm };
    },
  };
};
