import { jittered } from './back-off.ts';
import type { Platform, Tokens } from './platforms/port.ts';
import type { ConnectionRow } from './storage/port.ts';

const minute = 60_000;

/** ms before the end of what can be renewed. */
const before = {
  /** The last try at a platform that wants to be left alone for longer than that. */
  lastTry: 2 * minute,
  /** Nothing is begun any longer: an answer takes its time, and the platform's clock is another. */
  tooLate: 15_000,
} as const;

/** A token that is handed out is valid for at least this long, in ms, unless its platform cannot renew it yet. */
export const tokenMargin = minute;

/** What a postponed renewal waits for, in ms: our own back-off, and what the platform has asked for. */
interface Postponement {
  readonly wait?: number;
  readonly asked?: number | undefined;
}

/**
 * When a renewal is tried again that was postponed `now`, in ms since 1970. Our own waits get shorter towards the end of what
 * can be renewed, so that an outage costs no connection that is over before that. What the platform asks for is kept where it
 * fits; where it does not, the platform is asked after nine tenths of what is left, for the last time two minutes before the end: some
 * requests too many for it are less than an account that somebody has to connect again. The `end` itself where that has been tried.
 */
export const nextTry = (end: number | null, now: number, { wait = 0, asked = 0 }: Postponement): number => {
  const own = end === null ? wait : Math.min(wait, Math.max(jittered(Math.floor((end - now) / 2)), minute));
  const wanted = now + Math.ceil(Math.max(own, asked));
  if (end === null) return wanted;
  if (wanted <= end - before.tooLate) return wanted;
  const last = end - Math.max(before.lastTry, Math.floor((end - now) / 10));
  return last >= now + minute ? last : end;
};

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
  const due = window.due + Math.floor((random() * Math.max(0, end - window.due)) / 10);
  return nextTry(endOfTokens(platform, tokens), now, { asked: due - now });
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
