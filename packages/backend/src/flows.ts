import { createHash } from 'node:crypto';
import type { Body, FlowState, publicOperations, Refusal, RefusalCode } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import type { Changes } from './changes.ts';
import { isBound, mayConfirm, mayKnow } from './flow-binding.ts';
import { createFlowLaunches, newFlow } from './flow-launches.ts';
import { createFlowRelease, nothingHeld } from './flow-release.ts';
import { flowStatusAt, isEnded, lifetimes } from './flow-status.ts';
import { linkValues, withoutNames } from './link-values.ts';
import type { Links } from './links.ts';
import { platformName } from './platform-names.ts';
import { Problem } from './problem.ts';
import type { Revocations } from './revocations.ts';
import { hashSecret, newSecret } from './secrets.ts';
import type { FlowRow } from './storage/port.ts';

/** The public name of a flow, from the secret that its page holds: a commitment that is revealed only to the server. */
const flowIdOf = (secret: string): string =>
  `cf_${createHash('sha256').update(Buffer.from(secret.slice('cs_'.length), 'base64url')).digest('base64url')}`;

/** How many questions one process holds open; whoever comes then is answered at once, and asks again. */
const mostWaiting = 1000;

/** Turns a refusal's code and values into plain sentences of the recipient's language. */
type Sentences = (
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
    ...createFlowLaunches(context, changes, release),

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
          ...nothingHeld,
          stateHash: null,
        },
        { status: ['launched', 'at_platform', 'pending_confirm', 'denied', 'error'] },
      );
      return stateOf(cancelled ?? (await storage.flow(fid)) ?? flow);
    },
  };
};

export type Flows = ReturnType<typeof createFlows>;
