import type { Context } from './context.ts';
import type { Platform, Tokens } from './platforms/port.ts';

/** How the end of an access went at the platform. `unsupported`: only the person can end it there. */
export type Revocation = 'revoked' | 'unsupported' | 'failed' | 'kept_for_others';

interface Access {
  readonly tokens: Tokens;
  /** The ids by which the platform knows the accounts that it opens. */
  readonly accountIds: readonly string[];
  /** The connection that it was for; `null` where none came of it. */
  readonly connection: string | null;
}

/**
 * Ends an access at the platform, except where another connection lives from the same consent: a platform ends all of a
 * person's access to the app at once. Never rejects for what the platform answers; `failed` is logged with `sentence`.
 */
export const revokeAccess = async (
  { storage, log }: Pick<Context, 'storage' | 'log'>,
  platform: Platform,
  { tokens, accountIds, connection }: Access,
  sentence: string,
): Promise<Revocation> => {
  if (await storage.isAccountConnected(platform.id, accountIds, connection)) return 'kept_for_others';
  try {
    return await platform.revoke(tokens);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : 'unknown';
    log.warn({ ...(connection !== null && { connection }), platform: platform.id, reason }, sentence);
    return 'failed';
  }
};
