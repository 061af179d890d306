import * as z from 'zod/mini';

/** One page of a list; `nextCursor` is `null` on the last one. */
export const listOf = <S extends z.ZodMiniType>(item: S) => z.object({ data: z.array(item), nextCursor: z.nullable(z.string()) });
