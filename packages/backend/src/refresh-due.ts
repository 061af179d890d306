import type { Platform, Tokens } from './platforms/port.ts';
import type { ConnectionRow } from './storage/port.ts';

/** A token that is handed out is valid for at least this long, in ms, unless its platform cannot renew it yet. */
export const tokenMargin = 60_000;

/**
 * When a connection with these tokens is looked after next, in ms since 1970: at the platform's good time, or up to a tenth
 * of what is then left of the token's life later, so that accounts which were connected together are not all renewed
 * together. Tokens that can never be renewed: when they end. `null` where nothing ever has to be done.
 */
export const refreshDueOf = (
  platform: Pick<Platform, 'refreshWindow'>,
  tokens: Tokens,
  now: number,
  random: () => number = Math.random,
): number | null => {
  const window = platform.refreshWindow(tokens);
  if (window === null) return tokens.accessExpiresAt;
  if (window.due <= now) return window.due;
  const end = tokens.accessExpiresAt ?? 2 * window.due - tokens.obtainedAt;
  return window.due + Math.floor((random() * Math.max(0, end - window.due)) / 10);
};

/** When nothing can renew or use these tokens any longer, in ms since 1970; `null` where they do not end. */
export const endOfTokens = (platform: Pick<Platform, 'refreshWindow'>, tokens: Tokens): number | null => {
  if (platform.refreshWindow(tokens) === null || tokens.refreshToken === null) return tokens.accessExpiresAt;
  return tokens.refreshExpiresAt;
};

/** Whether the access token is at its end, or near enough. */
export const isOld = ({ accessExpiresAt }: ConnectionRow, now: number): boolean =>
  accessExpiresAt !== null && accessExpiresAt <= now + tokenMargin;

/** Whether the access token, old as it is, still works. */
export const isAlive = ({ accessExpiresAt }: ConnectionRow, now: number): boolean => accessExpiresAt === null || accessExpiresAt > now;

/** Whether it should be renewed: it is at its end, or the platform's own good time for it has come. */
export const needsRefresh = (row: ConnectionRow, now: number): boolean =>
  row.status === 'active' && row.tokensSealed !== null && (isOld(row, now) || (row.refreshDueAt !== null && row.refreshDueAt <= now));
