import { limits, type ConnectionReason } from '@connect/sdk/contract';
import { recipient } from './caller.ts';
import type { Context } from './context.ts';
import type { Endings } from './endings.ts';
import type { ConnectionRow, FlowRow, ReceiptRow } from './storage/port.ts';

/** What a connection is that came as a new one and was neither repaired nor lost since. */
const fresh = new Set<ConnectionReason>(['connected', 'awaiting_approval', 'approved']);

/** Whether a flow, which gave this receipt, has newly connected the account, and nothing has happened to it since. */
const isFresh = (row: ConnectionRow, receipt: ReceiptRow): boolean =>
  row.status !== 'disconnected' && row.connectedAt === receipt.createdAt && row.consentedAt === receipt.createdAt && fresh.has(row.reason);

/** Stops an end that began while somebody else changed the connection. */
class Changed extends Error {}

/** `late`: its minutes have passed. `not_here`: the flow has not newly connected it, or it has changed since. */
type UndoOutcome = 'ended' | 'late' | 'not_here';

/** Takes back what a flow has newly connected, for some minutes. Afterwards, and for repairs, there is the receipt. */
export const createUndos = ({ storage, now }: Context, endings: Endings) => {
  const isInTime = ({ createdAt }: ReceiptRow): boolean => now() - createdAt < limits.undoMinutes * 60_000;

  return {
    /** The connections of the flow that can be undone now. */
    async undoable(flow: FlowRow): Promise<ReadonlySet<string>> {
      const receipts = (await storage.receiptsOfFlow(flow.fid)).filter(isInTime);
      const rows = await Promise.all(
        receipts.map(async (receipt) => ({ receipt, row: await storage.connection(receipt.connection) })),
      );
      return new Set(rows.flatMap(({ receipt, row }) => (row !== undefined && isFresh(row, receipt) ? [row.id] : [])));
    },

    /** Ends one connection of the flow; `ended` also where it had ended already. `undefined` where the flow has none such. */
    async undo(flow: FlowRow, connection: string): Promise<UndoOutcome | undefined> {
      const receipt = (await storage.receiptsOfFlow(flow.fid)).find((each) => each.connection === connection);
      const row = receipt && (await storage.connection(connection));
      if (receipt === undefined || row === undefined) return undefined;
      if (row.status === 'disconnected') return 'ended';
      if (!isFresh(row, receipt)) return 'not_here';
      if (!isInTime(receipt)) return 'late';
      try {
        await endings.end(connection, {
          type: 'connection.undone',
          reason: 'undone_by_recipient',
          actor: recipient,
          allow: (current) => {
            if (!isFresh(current, receipt)) throw new Changed();
          },
        });
      } catch (cause) {
        if (cause instanceof Changed) return 'not_here';
        throw cause;
      }
      return 'ended';
    },
  };
};

export type Undos = ReturnType<typeof createUndos>;
