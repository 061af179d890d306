import { permissionsOf } from '../grants.ts';
import type { ConnectedAccount } from '../pages/index.ts';
import { platformName } from '../platform-names.ts';
import type { ConnectionRow, FlowRow } from '../storage/port.ts';
import type { Texts } from '../texts.ts';
import type { Parts } from './parts.ts';

/** Tells what a flow has connected as its last pages show it, each account with its receipt. */
export const createConnectedAccounts =
  ({ context: { platforms, origin }, receipts, undos }: Parts) =>
  async (flow: FlowRow, rows: readonly ConnectionRow[], texts: Texts): Promise<readonly ConnectedAccount[]> => {
    const urls = await receipts.urlsOf(flow.fid);
    const undoable = await undos.undoable(flow);
    return rows.map((row) => {
      const platform = platforms.get(row.route);
      return {
        platform: platformName(platforms, row.platform),
        handle: row.handle,
        displayName: row.displayName,
        picture: row.picture === null ? null : `/pictures/${row.picture}`,
        repaired: row.reason === 'repaired',
        isPending: row.status === 'pending_approval',
        ...(undoable.has(row.id) && { undo: { post: `/f/${flow.fid}/undo`, fields: { connection: row.id } } }),
        missing: platform === undefined ? [] : permissionsOf(platform, row.scopesMissing, texts).map(({ title }) => title),
        receiptUrl: urls.get(row.id) ?? `${origin}/`,
      };
    });
  };
