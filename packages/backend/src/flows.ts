import { createHash } from 'node:crypto';
import {
  allowedReturnUrl,
  allowsOrigin,
  type Body,
  type FlowState,
  type FlowStatus,
  type publicOperations,
  type Refusal,
  type RefusalCode,
} from '@connect/sdk/contract';
import type { Context } from './context.ts';
import type { Changes } from './changes.ts';
import { createFlowRelease } from './flow-release.ts';
import type { JudgedLink } from './link-view.ts';
import type { Links } from './links.ts';
import { platformName } from './platform-names.ts';
import { Problem, Refused, type RefusalValues } from './problem.ts';
import type { Revocations } from './revocations.ts';
import { equalHashes, hashSecret, newSecret } from './secrets.ts';
import type { FlowRow } from './storage/port.ts';

/** How long things last, in ms. */
export const lifetimes = {
  /** From the start until the platform's answer must have come. */
  attempt: 15 * 60_000,
  /** As long as the cookie that binds the browser to it. */
  flow: 20 * 60_000,
  /** For somebody's word in another browser. */
  confirm: 10 * 60_000,
  /** For the page that began a flow to ask how it ended. */
  result: 24 * 60 * 60_000,
  /** An exchange that has taken longer than this was interrupted: the process that ran it is gone. */
  exchange: 60_000,
} as const;

/** A link can be used by people in these statuses: an exhausted one still repairs what it brought. */
export const requireUsable = ({ link, workspace, status }: JudgedLink): void => {
  if (status === 'active' || status === 'exhausted') return;
  throw new Refused(`link_${status}`, linkValues({ link, workspace }));
};

/** What a sentence about a link may name. */
export const linkValues = ({ link, workspace }: Pick<JudgedLink, 'link' | 'workspace'>): Readonly<Record<string, string>> => ({
  org: workspace.name,
  sharer: link.sharedByName,
  sharerEmail: link.sharedByEmail,
  ...(link.expiresAt !== null && { expiresAt: new Date(link.expiresAt).toISOString() }),
  ...(link.maxConnections !== null && { max: String(link.maxConnections) }),
});

/** What a refusal names, without what tells whose account it is about. Whom a link is for, everybody may know who has it; whom a repair is for, not. */
export const withoutNames = (values: RefusalValues, { repairs }: Pick<FlowRow, 'repairs'>): RefusalValues => ({
  ...values,
  handle: '',
  pages: [],
  ...(repairs !== null && { expected: '' }),
});

/** The public name of a flow, from the secret that its page holds: a commitment that is revealed only to the server. */
const flowIdOf = (secret: string): string =>
  `cf_${createHash('sha256').update(Buffer.from(secret.slice('cs_'.length), 'base64url')).digest('base64url')}`;

/** A flow as it is now: stored, or over because its time has passed, or because the process that worked on it died. */
export const flowStatusAt = (
  flow: FlowRow,
  now: number,
): { status: Exclude<FlowStatus, 'none'>; errorCode: RefusalCode | null } => {
  const interrupted = flow.status === 'at_platform' && flow.stateHash === null && now - flow.updatedAt > lifetimes.exchange;
  if (interrupted) return { status: 'error', errorCode: 'internal_error' };
  if (flow.status === 'pending_confirm' && flow.confirmExpiresAt !== null && flow.confirmExpiresAt <= now) {
    return { status: 'error', errorCode: flow.choosing ? 'choice_expired' : 'confirm_expired' };
  }
  const open = flow.status === 'launched' || flow.status === 'at_platform' || flow.status === 'pending_confirm';
  if (open && flow.expiresAt <= now) return { status: 'expired', errorCode: 'attempt_expired' };
  return { status: flow.status, errorCode: flow.errorCode };
};

/** Whether nothing more will happen in this status without a new attempt. */
export const isEnded = (status: string): boolean => !['none', 'launched', 'at_platform', 'pending_confirm'].includes(status);

/** How many questions one process holds open; whoever comes then is answered at once, and asks again. */
const mostWaiting = 1000;

export interface LaunchRequest {
  readonly fid: string;
  readonly platform: string;
  readonly mode: FlowRow['mode'];
  readonly openerOrigin: string | null;
  readonly returnUrl: string | null;
  /** The binding cookie that the browser sent for this flow. */
  readonly bind: string | undefined;
}

/** Turns a refusal's code and values into plain sentences of the recipient's language. */
export type Sentences = (
  code: RefusalCode,
  values: Readonly<Record<string, string | readonly string[]>>,
  locale: string | null,
) => Refusal;

/** What flows are made with, besides the context. */
interface FlowParts {
  readonly links: Links;
  readonly changes: Changes;
  readonly revocations: Revocations;
  readonly sentences: Sentences;
}

export const createFlows = (context: Context, { links, changes, revocations, sentences }: FlowParts) => {
  const { storage, platforms, now } = context;
  const release = createFlowRelease(context, changes, revocations);
  let waiting = 0;

  /** Does the browser hold this flow? */
  const isBound = (flow: FlowRow, bind: string | undefined): boolean =>
    bind !== undefined && equalHashes(flow.bindHash, hashSecret(bind));
  const mayConfirm = (flow: FlowRow, confirm: string | undefined): boolean =>
    confirm !== undefined && flow.confirmHash !== null && equalHashes(flow.confirmHash, hashSecret(confirm));

  /**
   * May the browser know which account it was? Where the platform's answer arrived in another browser, only that one may:
   * whoever begins a flow and sends somebody its authorize address must not learn who they are.
   */
  const mayKnow = (flow: FlowRow, { bind, confirm }: { bind: string | undefined; confirm: string | undefined }): boolean =>
    mayConfirm(flow, confirm) || (flow.confirmHash === null && isBound(flow, bind));

  /** What sentences about this flow may name. */
  const valuesOf = async (flow: FlowRow): Promise<Readonly<Record<string, string | readonly string[]>>> => {
    const counted = await storage.link(flow.link);
    const workspace = await storage.workspace(flow.workspace);
    return {
      platform: platformName(platforms, flow.platform),
      platformHost: platforms.get(flow.platform)?.host ?? '',
      product: context.productName,
      ...(counted && workspace && linkValues({ link: counted.link, workspace })),
      ...flow.errorDetail,
    };
  };

  /** What the page that began the flow may know: no handle unless it was attested. */
  const stateOf = async (flow: FlowRow): Promise<FlowState> => {
    const { status, errorCode } = flowStatusAt(flow, now());
    const rows = await Promise.all(flow.connections.map((id) => storage.connection(id)));
    let error: Refusal | null = null;
    if (errorCode !== null) {
      const values = await valuesOf(flow);
      const locale = (await storage.link(flow.link))?.link.locale ?? null;
      error = sentences(errorCode, flow.attested ? values : withoutNames(values, flow), locale);
    }
    return {
      fid: flow.fid,
      seq: flow.seq,
      status,
      platform: flow.platform,
      connections: rows
        .filter((row) => row !== undefined)
        .map((row) => ({ id: row.id, platform: row.platform, status: row.status, ...(flow.attested && { handle: row.handle }) })),
      error,
      pollMs: 1000,
    };
  };

  const noFlow = (fid: string): FlowState => ({
    fid,
    seq: 0,
    status: 'none',
    platform: null,
    connections: [],
    error: null,
    pollMs: 1000,
  });

  const readable = (flow: FlowRow | undefined): flow is FlowRow =>
    flow !== undefined && now() - flow.createdAt < lifetimes.result;

  return {
    isBound,
    mayConfirm,
    mayKnow,
    valuesOf,
    stateOf,
    release,

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
          stateHash: null,
          codeSealed: null,
          choosing: false,
          verifierSealed: null,
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

    async status({ secret, since, wait }: Body<typeof publicOperations.status>, signal: AbortSignal): Promise<FlowState> {
      const fid = flowIdOf(secret);
      const until = now() + (wait ?? 0) * 1000;
      for (;;) {
        const flow = await storage.flow(fid);
        const state = readable(flow) ? await stateOf(flow) : noFlow(fid);
        // Time alone ends some flows, without a change of the row.
        const lapsed = readable(flow) && state.status !== flow.status;
        const news = since === undefined || state.seq > since || lapsed;
        const left = until - now();
        if (news || left <= 0 || signal.aborted || waiting >= mostWaiting) return state;
        waiting += 1;
        await changes.wait(fid, Math.min(left, 1000), signal).finally(() => (waiting -= 1));
      }
    },

    async ack({ secret, seq }: Body<typeof publicOperations.ack>): Promise<FlowState> {
      const fid = flowIdOf(secret);
      const flow = await storage.flow(fid);
      if (!readable(flow)) throw new Problem('not_found', 'There is no such flow; it may have ended long ago.');
      if (!isEnded(flowStatusAt(flow, now()).status)) return stateOf(flow);
      const delivered = await storage.deliverFlow(fid, seq, now());
      return stateOf(delivered ?? flow);
    },

    /** An explicit cancel is final; only a connection that exists already is stronger. */
    async cancel({ secret, link }: Body<typeof publicOperations.cancel>): Promise<FlowState> {
      const fid = flowIdOf(secret);
      const at = now();
      let flow = await storage.flow(fid);
      if (flow === undefined && link !== undefined) {
        // The window has not announced itself yet: a row that is cancelled from the start keeps it from beginning later.
        const judged = await links.bySecret(link);
        const platform = judged?.link.platforms[0];
        if (judged !== undefined && platform !== undefined) {
          const bindHash = hashSecret(newSecret('cb'));
          const row = newFlow(judged, { fid, platform, mode: 'popup', openerOrigin: null, returnUrl: null, bindHash, at });
          flow = (await storage.insertFlow({ ...row, status: 'cancelled', errorCode: 'cancelled' })).flow;
        }
      }
      if (!readable(flow)) throw new Problem('not_found', 'There is no such flow; it may have ended long ago.');
      const cancelled = await release(
        flow,
        {
          status: 'cancelled',
          errorCode: 'cancelled',
          errorDetail: null,
          stateHash: null,
          codeSealed: null,
          choosing: false,
          verifierSealed: null,
        },
        { status: ['launched', 'at_platform', 'pending_confirm', 'denied', 'error'] },
      );
      return stateOf(cancelled ?? (await storage.flow(fid)) ?? flow);
    },
  };
};

export type Flows = ReturnType<typeof createFlows>;

interface NewFlow extends Pick<FlowRow, 'fid' | 'platform' | 'mode' | 'openerOrigin' | 'returnUrl' | 'bindHash'> {
  readonly at: number;
}

const newFlow = ({ link, workspace }: JudgedLink, { at, ...chosen }: NewFlow): FlowRow => ({
  ...chosen,
  link: link.id,
  linkSecretHash: link.secretHash,
  workspace: workspace.id,
  status: 'launched',
  seq: 1,
  attested: false,
  stateHash: null,
  takenHash: null,
  verifierSealed: null,
  redirectUri: null,
  attemptExpiresAt: null,
  codeSealed: null,
  choosing: false,
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
