/** A time in ms since 1970 as the contract writes it: ISO 8601, in UTC, to the millisecond. */
export const iso = (ms: number): string => new Date(ms).toISOString();

/** The same for what may not have happened, or has no end. */
export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
