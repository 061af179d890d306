import type { Attachments } from './attachments.ts';
import { requirePlatform, type StartRequest } from './attempt.ts';
import { createAttemptEnds } from './attempt-ends.ts';
import { createCallbacks } from './callbacks.ts';
import { recipient } from './caller.ts';
import type { Changes } from './changes.ts';
import { createConfirmations } from './confirmations.ts';
import type { Context } from './context.ts';
import { nothingHeld } from './flow-release.ts';
import { flowStatusAt, lifetimes } from './flow-status.ts';
import type { Flows } from './flows.ts';
import { linkValues, requireUsable } from './link-values.ts';
import type { JudgedLink } from './link-view.ts';
import type { Platform } from './platforms/port.ts';
import { Refused } from './problem.ts';
import { sealFlowSecret } from './sealed-flow.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { FlowChange, FlowRow } from './storage/port.ts';

/** The way of a person to the platform and back. */
export const createAttempts = (context: Context, flows: Flows, attachments: Attachments, changes: Changes) => {
  const { storage, vault, now } = context;
  const ends = createAttemptEnds(context, flows, attachments, changes);

  return {
    ...createCallbacks(context, flows, ends, changes),
    ...createConfirmations(context, flows, attachments, ends),

    /** Makes a one-time state and tells where the platform's page is. */
    async start(judged: JudgedLink, request: StartRequest): Promise<{ flow: FlowRow; platform: Platform; authorizeUrl: string }> {
      requireUsable(judged);
      const flow = await storage.flow(request.fid);
      if (flow === undefined || flow.link !== judged.link.id) throw new Refused('flow_conflict', linkValues(judged));
      if (!flows.isBound(flow, request.bind)) {
        throw new Refused('cookies_blocked', { ...linkValues(judged), host: new URL(context.origin).host });
      }
      const platform = requirePlatform(context, flow.platform);
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
      const repairs = request.repairs ?? flow.repairs;
      const repaired = repairs === null ? undefined : await storage.connection(repairs);
      const asksAgain = repaired?.route === platform.id && (repaired.reason === 'permission_removed' || repaired.scopesMissing.length > 0);
      const step = platform.authorize({ state, redirectUri, chooseAccount, ...(asksAgain && { asksAgain }) });
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
        repairs,
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
  };
};

export type Attempts = ReturnType<typeof createAttempts>;
