import type { Context } from './context.ts';
import type { Vault } from './vault.ts';
import { hashSecret } from './secrets.ts';
import type { ConnectionRow, LinkRow, ReceiptRow, WorkspaceRow } from './storage/port.ts';

/** A receipt with all that its page tells. */
interface Receipt {
  readonly receipt: ReceiptRow;
  readonly connection: ConnectionRow;
  readonly link: LinkRow;
  readonly workspace: WorkspaceRow;
}

/**
 * The secret of a receipt. Derived from the keyring instead of stored, so that the result page can tell it again while
 * only its hash is kept.
 */
const secretOf = (vault: Vault, { connection, fid, keyId }: Pick<ReceiptRow, 'connection' | 'fid' | 'keyId'>): string =>
  `rc_${Buffer.from(vault.derive('receipt', `${connection}:${fid}`, keyId)).toString('base64url')}`;

/** A new receipt, as it is kept. */
export const receiptFor = (vault: Vault, parts: Omit<ReceiptRow, 'hash' | 'keyId' | 'overAt'>): ReceiptRow => {
  const [keyId] = vault.keyIds;
  return { ...parts, keyId, overAt: null, hash: hashSecret(secretOf(vault, { ...parts, keyId })) };
};

export const createReceipts = ({ storage, vault, origin }: Context) => ({
  /** The private addresses of what a flow connected, by connection. */
  async urlsOf(fid: string): Promise<ReadonlyMap<string, string>> {
    // A key that is gone can no longer tell a receipt's address again; the address itself goes on working.
    const rows = (await storage.receiptsOfFlow(fid)).filter(({ keyId }) => vault.keyIds.includes(keyId));
    return new Map(rows.map((row) => [row.connection, `${origin}/r/${secretOf(vault, row)}`]));
  },

  async bySecret(secret: string): Promise<Receipt | undefined> {
    const receipt = await storage.receipt(hashSecret(secret));
    if (receipt === undefined) return undefined;
    const connection = await storage.connection(receipt.connection);
    const counted = await storage.link(receipt.link);
    const workspace = counted && (await storage.workspace(counted.link.workspace));
    if (connection === undefined || counted === undefined || workspace === undefined) return undefined;
    return { receipt, connection, link: counted.link, workspace };
  },
});

export type Receipts = ReturnType<typeof createReceipts>;
