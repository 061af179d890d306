import type { RefusalCode } from '@connect/sdk/contract';
import type { Attachments } from './attachments.ts';
import type { CallbackOutcome, CallbackRequest, StartRequest } from './attempt.ts';
import { recipient } from './caller.ts';
import { openChoice } from './choices.ts';
import type { Context } from './context.ts';
import type { Changes } from './changes.ts';
import { nothingHeld } from './flow-release.ts';
import { flowStatusAt, isEnded, lifetimes } from './flow-status.ts';
import type { Flows } from './flows.ts';
import { linkValues, requireUsable } from './link-values.ts';
import type { JudgedLink } from './link-view.ts';
import type { CallbackResult, Platform } from './platforms/port.ts';
import { refusalOf } from './platforms/refusal.ts';
import { Refused } from './problem.ts';
import { openFlowSecret, sealFlowSecret } from './sealed-flow.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { FlowChange, FlowGuard, FlowRow } from './storage/port.ts';

export const createAttempts = (context: Context, flows: Flows, attachments: Attachments, changes: Changes) => {
  const { storage, vault, platforms, now, log } = context;

  const requirePlatform = (id: string): Platform => {
    const platform = platforms.get(id);
    if (platform === undefined) throw new Refused('platform_setup', { platform: id, product: context.productName });
    return platform;
  };

  /**
   * Ends an attempt with a refusal, and records it for the sharer. With `seq`, only where nothing has happened since: not
   * where the person has begun anew. With `keepsState`, the platform's own answer to the attempt still counts.
   */
  const fail = async (
    flow: FlowRow,
    status: 'denied' | 'error',
    code: RefusalCode,
    { detail = null, seq, keepsState = false }: { detail?: FlowRow['errorDetail']; seq?: number; keepsState?: boolean } = {},
  ): Promise<void> => {
    const change: FlowChange = {
      status,
      errorCode: code,
      errorDetail: detail,
      ...(!keepsState && { ...nothingHeld, stateHash: null }),
    };
    const guard: FlowGuard = { status: ['launched', 'at_platform', 'pending_confirm'], ...(seq !== undefined && { seq }) };
    await flows.release(flow, change, guard, async (tx, at) => {
      await tx.append({
        type: status === 'denied' ? 'flow.denied' : 'flow.failed',
        link: flow.link,
        connection: null,
        fid: flow.fid,
        actor: recipient,
        data: { platform: flow.platform, code },
        createdAt: at,
      });
    });
  };

  /** Runs what attaches accounts; what it refuses, or what breaks in it, becomes the end of the flow. */
  const attempt = async <T>(flow: FlowRow, work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (cause) {
      if (!(cause instanceof Refused)) {
        log.error({ fid: flow.fid, platform: flow.platform, err: cause }, 'An attempt to connect broke.');
        await fail(flow, 'error', 'internal_error', { seq: flow.seq });
        return undefined;
      }
      await fail(flow, cause.code === 'denied' ? 'denied' : 'error', cause.code, { detail: cause.values, seq: flow.seq });
      return undefined;
    }
  };

  /** Spends the code and attaches what it opens; the flow ends as connected or with a refusal's code, or asks which. */
  const complete = async (flow: FlowRow, code: string): Promise<void> => {
    await attempt(flow, () =>
      attachments.attach(flow, requirePlatform(flow.platform), {
        code,
        redirectUri: flow.redirectUri ?? '',
        ...(flow.verifierSealed !== null && { verifier: openFlowSecret(vault, flow.fid, 'verifier', flow.verifierSealed) }),
      }),
    );
    changes.changed(flow.fid);
  };

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
    /** Makes a one-time state and tells where the platform's page is. */
    async start(judged: JudgedLink, request: StartRequest): Promise<{ flow: FlowRow; platform: Platform; authorizeUrl: string }> {
      requireUsable(judged);
      const flow = await storage.flow(request.fid);
      if (flow === undefined || flow.link !== judged.link.id) throw new Refused('flow_conflict', linkValues(judged));
      if (!flows.isBound(flow, request.bind)) {
        throw new Refused('cookies_blocked', { ...linkValues(judged), host: new URL(context.origin).host });
      }
      const platform = requirePlatform(flow.platform);
      const at = now();
      const { status } = flowStatusAt(flow, at);
      if (status === 'cancelled') throw new Refused('cancelled', linkValues(judged));
      if (status === 'expired') throw new Refused('attempt_expired', { ...linkValues(judged), platform: platform.name });
      if (status === 'connected') throw new Refused('flow_conflict', linkValues(judged));
      const state = newSecret('st');
      const redirectUri = `${context.origin}/oauth/${platform.id}/callback`;
      // The person's own word about what they have just read; the link's rule is asked again when the account arrives.
      const insists = request.acceptsOther && flow.errorCode === 'wrong_account';
      const acceptsOther = insists && typeof flow.errorDetail?.['handle'] === 'string' ? flow.errorDetail['handle'] : flow.acceptsOther;
      // After one of these the platform must ask again, instead of repeating what it remembers.
      const refused =
        flow.errorCode === 'missing_permission' ||
        flow.errorCode === 'personal_account' ||
        flow.errorCode === 'no_eligible_account' ||
        (flow.errorCode === 'wrong_account' && !request.acceptsOther);
      const chooseAccount = request.chooseAccount || refused;
      const step = platform.authorize({ state, redirectUri, chooseAccount });
      const begun: FlowChange = {
        ...nothingHeld,
        // Through the link's address of now, whichever the flow was announced through.
        linkSecretHash: judged.link.secretHash,
        status: 'at_platform',
        stateHash: hashSecret(state),
        takenHash: null,
        verifierSealed: step.verifier === undefined ? null : sealFlowSecret(vault, flow.fid, 'verifier', step.verifier),
        redirectUri,
        attemptExpiresAt: at + lifetimes.attempt,
        expiresAt: at + lifetimes.flow,
        // Once attested, always: a second attempt in the same browser ends in the same opener.
        attested: (flow.attested || request.attested) && flow.openerOrigin !== null,
        confirmHash: null,
        confirmExpiresAt: null,
        errorCode: null,
        errorDetail: null,
        acceptsOther,
        repairs: request.repairs ?? flow.repairs,
        deliveredAt: null,
      };
      const started = await flows.release(flow, begun, { seq: flow.seq }, async (tx, startedAt) => {
        await tx.append({
          type: 'flow.started',
          link: flow.link,
          connection: null,
          fid: flow.fid,
          actor: recipient,
          data: { platform: platform.id },
          createdAt: startedAt,
        });
      });
      if (started === undefined) throw new Refused('flow_conflict', linkValues(judged));
      return { flow: started, platform, authorizeUrl: step.url };
    },

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
      const platform = requirePlatform(flow.platform);
      const outcome = await attempt(flow, () => attachments.attachChosen(flow, platform, { ...choice, accounts }));
      return outcome === 'too_many' ? 'too_many' : 'done';
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

export type Attempts = ReturnType<typeof createAttempts>;
