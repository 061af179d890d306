import { allowedReturnUrl, allowsOrigin } from '@connect/sdk/contract';
import type { Changes } from './changes.ts';
import type { Context } from './context.ts';
import { isBound } from './flow-binding.ts';
import { nothingHeld, type FlowRelease } from './flow-release.ts';
import { flowStatusAt, lifetimes } from './flow-status.ts';
import { linkValues, requireUsable } from './link-values.ts';
import type { JudgedLink } from './link-view.ts';
import { platformName } from './platform-names.ts';
import { Problem, Refused } from './problem.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { FlowRow } from './storage/port.ts';

interface NewFlow extends Pick<FlowRow, 'fid' | 'platform' | 'mode' | 'openerOrigin' | 'returnUrl' | 'bindHash'> {
  readonly at: number;
}

/** The row of a flow that has just been announced, and not begun. */
export const newFlow = ({ link, workspace }: JudgedLink, { at, ...chosen }: NewFlow): FlowRow => ({
  ...chosen,
  link: link.id,
  linkSecretHash: link.secretHash,
  workspace: workspace.id,
  ...nothingHeld,
  status: 'launched',
  seq: 1,
  attested: false,
  stateHash: null,
  takenHash: null,
  redirectUri: null,
  attemptExpiresAt: null,
  confirmHash: null,
  confirmExpiresAt: null,
  errorCode: null,
  errorDetail: null,
  acceptsOther: null,
  repairs: null,
  connections: [],
  deliveredAt: null,
  expiresAt: at + lifetimes.flow,
  createdAt: at,
  updatedAt: at,
});

/** A browser that announces its flow. */
export interface LaunchRequest {
  readonly fid: string;
  readonly platform: string;
  readonly mode: FlowRow['mode'];
  readonly openerOrigin: string | null;
  readonly returnUrl: string | null;
  /** The binding cookie that the browser sent for this flow. */
  readonly bind: string | undefined;
}

export const createFlowLaunches = ({ storage, platforms, now }: Context, changes: Changes, release: FlowRelease) => ({
  /**
   * Announces a flow: inserts its row and gives its browser the secret that binds it. The same browser may announce
   * it again. Another browser may take it over only while nothing is under way in the first one.
   */
  async launch(judged: JudgedLink, request: LaunchRequest): Promise<{ flow: FlowRow; bind: string }> {
    requireUsable(judged);
    const { link, workspace } = judged;
    if (!link.platforms.includes(request.platform) || !platforms.has(request.platform)) {
      throw new Problem('invalid_request', `platform: This link is not for ${request.platform}.`);
    }
    const at = now();
    const bind = newSecret('cb');
    const openerOrigin =
      request.openerOrigin !== null && allowsOrigin(workspace.embedOrigins, request.openerOrigin) ? request.openerOrigin : null;
    const returnUrl = allowedReturnUrl(workspace.returnUrls, request.returnUrl)?.href ?? null;
    const fresh = newFlow(judged, {
      fid: request.fid,
      platform: request.platform,
      mode: request.mode,
      openerOrigin,
      returnUrl,
      bindHash: hashSecret(bind),
      at,
    });
    const { flow, inserted } = await storage.insertFlow(fresh);
    if (inserted) {
      changes.changed(flow.fid);
      return { flow, bind };
    }
    if (flow.link !== link.id) throw new Refused('flow_conflict', linkValues(judged));
    const { status } = flowStatusAt(flow, at);
    if (status === 'cancelled') throw new Refused('cancelled', linkValues(judged));
    if (flow.platform !== request.platform) throw new Refused('flow_conflict', linkValues(judged));
    if (status === 'expired') {
      throw new Refused('attempt_expired', { ...linkValues(judged), platform: platformName(platforms, flow.platform) });
    }
    if (isBound(flow, request.bind) && request.bind !== undefined) return { flow, bind: request.bind };
    // As stored: an exchange that has taken long may still end well, and that is then the first browser's.
    if (flow.status === 'at_platform' || status === 'pending_confirm' || status === 'connected') {
      throw new Refused('flow_conflict', linkValues(judged));
    }
    const taken = await release(
      flow,
      {
        linkSecretHash: fresh.linkSecretHash,
        bindHash: fresh.bindHash,
        mode: fresh.mode,
        openerOrigin,
        returnUrl,
        // Another person, perhaps: nothing that the first browser said or brought counts for this one, or is told to it.
        status: 'launched',
        attested: false,
        acceptsOther: null,
        repairs: null,
        ...nothingHeld,
        stateHash: null,
        confirmHash: null,
        confirmExpiresAt: null,
        errorCode: null,
        errorDetail: null,
        deliveredAt: null,
      },
      { seq: flow.seq },
    );
    if (taken === undefined) throw new Refused('flow_conflict', linkValues(judged));
    return { flow: taken, bind };
  },
});
