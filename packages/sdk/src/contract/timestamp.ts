import * as z from 'zod/mini';

/** A moment as answers tell it, ISO 8601 in UTC: `2026-11-20T14:02:00.000Z`. */
export const Timestamp = z.string();
