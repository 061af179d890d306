import type { PlatformFailure } from './platforms/port.ts';
import type { ConnectionRow } from './storage/port.ts';

/** How long a platform is left alone that did not answer and does not say for how long, in ms. Short: somebody may be waiting. */
const unsaid = 60_000;

/** Until when a platform is left alone about a connection that could not say just now, in ms since 1970: for as long as it wants to be. */
export const leaveAlone = ({ retryAfterMs = 0 }: PlatformFailure, now: number): number => now + (retryAfterMs > 0 ? retryAfterMs : unsaid);

/** How long the platform is still left alone about this connection, in ms; 0 where it may be asked. */
export const patience = ({ leftAloneUntil }: Pick<ConnectionRow, 'leftAloneUntil'>, now: number): number =>
  Math.max(0, (leftAloneUntil ?? 0) - now);

/** When it is worth asking us again about a connection whose platform could not say, in whole seconds. */
export const secondsOfPatience = (row: ConnectionRow, now: number): number => {
  const left = patience(row, now);
  return Math.ceil((left > 0 ? left : unsaid) / 1000);
};
