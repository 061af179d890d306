import type { Event } from '../contract/event.ts';
import { createWaiters } from './waiters.ts';

/** What is recorded of something that happened; the rest is filled in. */
export type EventSeed = Pick<Event, 'type' | 'workspace'> & Partial<Omit<Event, 'id' | 'seq'>>;

/** What happened, by workspace. */
export interface History {
  /** Records an event and wakes whoever waits for one. */
  record(seed: EventSeed): Event;
  /** The events of a workspace, oldest first. Nobody else changes the answer. */
  of(workspace: string): readonly Event[];
  /** Waits for the next event: `true`; `false` when `ms` are over, the caller has gone or all is forgotten. */
  next(workspace: string, ms: number, signal: AbortSignal): Promise<boolean>;
  clear(): void;
}

/** Makes an empty history. Events are numbered by workspace, without gaps; `recorded` is told each. */
export const createHistory = (now: () => string, recorded: (event: Event) => void = () => undefined): History => {
  const kept = new Map<string, Event[]>();
  const waiters = createWaiters();
  let count = 0;
  return {
    record(seed) {
      const events = kept.get(seed.workspace) ?? [];
      kept.set(seed.workspace, events);
      const event: Event = {
        link: null,
        connection: null,
        actor: { kind: 'connect', name: null, email: null },
        data: {},
        createdAt: now(),
        ...seed,
        id: `evt_mock${String((count += 1)).padStart(20, '0')}`,
        seq: events.length + 1,
      };
      events.push(event);
      recorded(event);
      waiters.wake(seed.workspace);
      return event;
    },
    of: (workspace) => kept.get(workspace) ?? [],
    next: waiters.wait,
    clear() {
      kept.clear();
      count = 0;
      waiters.release();
    },
  };
};
