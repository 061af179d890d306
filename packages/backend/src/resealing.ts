import type { Context } from './context.ts';
import { sealFlowSecret, openFlowSecret } from './sealed-flow.ts';
import { openLinkSecret, sealLinkSecret } from './sealed-link.ts';
import { openRevocation, openTokens, sealRevocation, sealTokens } from './sealed-tokens.ts';
import { sealedKinds, type SealedKind } from './storage/port.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';
import { openWebhookSecret, sealWebhookSecret } from './webhook-secrets.ts';

/** What each kind of sealed text is sealed anew with; `id` is its row's. */
const again: Readonly<Record<SealedKind, (vault: Vault, id: string, sealed: string) => string>> = {
  link: (vault, id, sealed) => sealLinkSecret(vault, id, openLinkSecret(vault, id, sealed)),
  tokens: (vault, id, sealed) => sealTokens(vault, id, openTokens(vault, id, sealed)),
  revocation: (vault, id, sealed) => sealRevocation(vault, id, openRevocation(vault, id, sealed)),
  verifier: (vault, id, sealed) => sealFlowSecret(vault, id, 'verifier', openFlowSecret(vault, id, 'verifier', sealed)),
  code: (vault, id, sealed) => sealFlowSecret(vault, id, 'code', openFlowSecret(vault, id, 'code', sealed)),
  webhook: (vault, id, sealed) => sealWebhookSecret(vault, id, openWebhookSecret(vault, id, sealed)),
  former_webhook: (vault, id, sealed) => sealWebhookSecret(vault, id, openWebhookSecret(vault, id, sealed)),
};

/** Opens a text of this kind, whatever it holds. Throws a `VaultError`. */
export const tryToOpen = (vault: Vault, kind: SealedKind, id: string, sealed: string): void => void again[kind](vault, id, sealed);

/** Rows that are read at a time. */
const batch = 200;

interface Resealed {
  readonly resealed: number;
  /** In use just now, changed meanwhile, or not to be opened: looked at again next time. */
  readonly left: number;
}

/** Seals anew, with the newest key, everything that another key has sealed, row by row, until `isOver`. */
export const resealAll = async (
  { storage, vault, now, log }: Pick<Context, 'storage' | 'vault' | 'now' | 'log'>,
  isOver: () => boolean = () => false,
): Promise<Resealed> => {
  const [newest] = vault.keyIds;
  let resealed = 0;
  let left = 0;
  for (const kind of sealedKinds) {
    let after = '';
    for (;;) {
      if (isOver()) return { resealed, left };
      const rows = await storage.sealedWith({ kind, not: [newest], after, limit: batch });
      for (const { id, sealed: from } of rows) {
        const to = resealedText(vault, kind, id, from);
        if (to === undefined) log.error({ kind, id }, 'A sealed text cannot be opened with any key that is here.');
        if (to !== undefined && (await storage.reseal({ kind, id, from, to, now: now() }))) resealed += 1;
        else left += 1;
      }
      const last = rows.at(-1);
      if (last === undefined || rows.length < batch) break;
      after = last.id;
      log.info({ kind, resealed, left }, 'Rows are being sealed with the newest key.');
    }
  }
  return { resealed, left };
};

const resealedText = (vault: Vault, kind: SealedKind, id: string, from: string): string | undefined => {
  try {
    return again[kind](vault, id, from);
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    return undefined;
  }
};
