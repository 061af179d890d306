import type { RefusalCode } from '@connect/sdk/contract';
import type { Attachments } from './attachments.ts';
import { requirePlatform } from './attempt.ts';
import { recipient } from './caller.ts';
import type { Changes } from './changes.ts';
import type { Context } from './context.ts';
import { nothingHeld } from './flow-release.ts';
import type { Flows } from './flows.ts';
import { Refused } from './problem.ts';
import { openFlowSecret } from './sealed-flow.ts';
import type { FlowChange, FlowGuard, FlowRow, Writes } from './storage/port.ts';

/** How an attempt comes to its end: with what it was for, or with a refusal. */
export const createAttemptEnds = (context: Context, flows: Flows, attachments: Attachments, changes: Changes) => {
  const { vault, log } = context;

  /**
   * Ends an attempt with a refusal, and records it for the sharer. With `seq`, only where nothing has happened since: not
   * where the person has begun anew. With `keepsState`, the platform's own answer to the attempt still counts. `isRevoked`: the
   * platform has ended the access by itself.
   */
  const fail = async (
    flow: FlowRow,
    status: 'denied' | 'error',
    code: RefusalCode,
    {
      detail = null,
      seq,
      keepsState = false,
      isRevoked = false,
    }: { detail?: FlowRow['errorDetail']; seq?: number; keepsState?: boolean; isRevoked?: boolean } = {},
  ): Promise<void> => {
    const change: FlowChange = {
      status,
      errorCode: code,
      errorDetail: detail,
      ...(!keepsState && { ...nothingHeld, stateHash: null }),
    };
    const guard: FlowGuard = { status: ['launched', 'at_platform', 'pending_confirm'], ...(seq !== undefined && { seq }) };
    const record = async (tx: Writes, at: number): Promise<void> => {
      await tx.append({
        type: status === 'denied' ? 'flow.denied' : 'flow.failed',
        link: flow.link,
        connection: null,
        fid: flow.fid,
        actor: recipient,
        data: { platform: flow.platform, code },
        createdAt: at,
      });
    };
    await flows.release(flow, change, guard, record, isRevoked);
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
      attachments.attach(flow, requirePlatform(context, flow.platform), {
        code,
        redirectUri: flow.redirectUri ?? '',
        ...(flow.verifierSealed !== null && { verifier: openFlowSecret(vault, flow.fid, 'verifier', flow.verifierSealed) }),
      }),
    );
    changes.changed(flow.fid);
  };

  return { fail, attempt, complete };
};

export type AttemptEnds = ReturnType<typeof createAttemptEnds>;
