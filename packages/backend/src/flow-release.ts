import type { Changes } from './changes.ts';
import { accessHeldBy } from './choices.ts';
import type { Context } from './context.ts';
import type { Revocations } from './revocations.ts';
import type { FlowChange, FlowGuard, FlowRow, Writes } from './storage/port.ts';

/** What a flow's row says where nothing is sealed in it: no code, no accounts to choose from, no verifier. */
export const nothingHeld = { codeSealed: null, choosing: false, verifierSealed: null } as const satisfies FlowChange;

/**
 * Changes a flow, as `storage.updateFlow`, so that it holds nothing any longer; `record` adds to the same transaction. What it
 * held for a choice that nobody makes any more is given back to the platform, which is committed with it; not where the platform
 * has ended the access by itself (`isRevoked`).
 */
export type FlowRelease = (
  flow: Pick<FlowRow, 'fid' | 'workspace'>,
  change: FlowChange,
  guard: FlowGuard,
  record?: (tx: Writes, at: number) => Promise<void>,
  isRevoked?: boolean,
) => Promise<FlowRow | undefined>;

export const createFlowRelease =
  (context: Context, changes: Changes, revocations: Revocations): FlowRelease =>
  async ({ fid, workspace }, change, guard, record, isRevoked = false) => {
    const { storage, now } = context;
    for (;;) {
      const flow = await storage.flow(fid);
      if (flow === undefined || flow.seq !== (guard.seq ?? flow.seq) || guard.status?.includes(flow.status) === false) return undefined;
      const access = isRevoked ? undefined : accessHeldBy(context, flow);
      const released = await storage.write(workspace, async (tx) => {
        const at = now();
        const changed = await tx.updateFlow(fid, { ...change, updatedAt: at }, { ...guard, seq: flow.seq });
        if (changed === undefined) return 'again';
        const revocation = access && revocations.prepare(access);
        if (revocation !== undefined) await tx.insertRevocation(revocation);
        await record?.(tx, at);
        return { changed, revocation };
      });
      // Something has happened to it since it was read: it may hold what it did not hold then.
      if (released === 'again') continue;
      changes.changed(fid);
      if (released?.revocation !== undefined) await revocations.carryOut(released.revocation);
      return released?.changed;
    }
  };
