import * as z from 'zod/mini';
import { eventRoutes, eventTypes } from './event.ts';
import { listQuery } from './list-query.ts';
import { operation } from './operation.ts';
import { WorkspaceId } from './text.ts';

const known = (types: string): boolean => types.split(',').every((type) => (eventTypes as readonly string[]).includes(type));

/** Operations on events. */
export const events = {
  list: operation({
    ...eventRoutes.list,
    summary: 'Reads what happened in a workspace, oldest first, from a cursor on; can wait for news.',
    access: 'key',
    session: 'events:read',
    query: z.strictObject({
      workspace: WorkspaceId,
      ...listQuery,
      /** A `nextCursor` of an earlier answer, or `latest`: nothing of the past, only a cursor for what comes. */
      cursor: listQuery.cursor,
      /** Event types to tell, separated by commas; by default all. */
      types: z.optional(z.string().check(z.maxLength(1000), z.refine(known, 'Must be event types, separated by commas.'))),
      /** How long to wait where there is no news, in seconds: 0 to 25, by default 0. */
      wait: z.optional(
        z.coerce
          .number<number | string>('Must be a number from 0 to 25.')
          .check(z.int('Must be a whole number.'), z.minimum(0, 'Must be at least 0.'), z.maximum(25, 'Must be at most 25.')),
      ),
    }),
    errors: ['unauthorized', 'forbidden', 'not_found'],
  }),
} as const;
