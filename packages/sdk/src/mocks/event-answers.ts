import type { Event, EventPage } from '../contract/event.ts';
import { limits } from '../contract/limits.ts';
import { requireWorkspace } from './access.ts';
import type { Answers } from './answer.ts';
import { refusedField } from './refused.ts';
import type { World } from './world.ts';

/** How operations on events are answered. */
export const eventAnswers = (world: World): Answers<'events.list'> => {
  /** After which event a page begins. */
  const after = (events: readonly Event[], cursor: string | undefined): number => {
    if (cursor === undefined) return 0;
    if (cursor === 'latest') return events.length;
    const seq = /^seq_(\d{1,15})$/.exec(cursor)?.[1];
    if (seq === undefined) throw refusedField('cursor', 'Must be a nextCursor of an earlier answer, or latest.');
    return Number(seq);
  };

  return {
    'events.list': async ({ query, session, signal }) => {
      requireWorkspace(world, session, query.workspace);
      const { limit = limits.pageDefault, wait = 0 } = query;
      const types = query.types?.split(',');
      const start = after(world.history.of(query.workspace), query.cursor);
      const read = (): EventPage => {
        const events = world.history.of(query.workspace);
        const news = events.filter(({ seq, type }) => seq > start && (types === undefined || types.includes(type)));
        const data = news.slice(0, limit);
        const hasMore = news.length > limit;
        const last = hasMore ? data.at(-1)?.seq : events.at(-1)?.seq;
        return { data, nextCursor: `seq_${Math.max(start, last ?? 0)}`, hasMore };
      };
      const end = Date.now() + wait * 1000;
      let page = read();
      while (page.data.length === 0 && Date.now() < end) {
        if (!(await world.history.next(query.workspace, end - Date.now(), signal))) break;
        page = read();
      }
      return page;
    },
  };
};
