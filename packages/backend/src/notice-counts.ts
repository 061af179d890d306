import type { NoticeFault } from './platforms/port.ts';

/**
 * What became of a notice. `ended`: connections did; `repeated`: they had before; `outdated`: they were connected after it
 * happened; `unknown`: nobody here has that account; `recorded`: a request to delete; `ignored`: of a kind that means nothing
 * here; `unreadable`: beside others that were read. The others were refused.
 */
export type NoticeOutcome =
  | 'ended'
  | 'repeated'
  | 'outdated'
  | 'unknown'
  | 'recorded'
  | 'ignored'
  | 'unreadable'
  | 'too_large'
  | 'too_slow'
  | 'rate_limited'
  | NoticeFault;

export interface NoticeCount {
  readonly sender: string;
  readonly channel: string;
  readonly outcome: NoticeOutcome;
  readonly count: number;
}

/** Counts what platforms tell, since this process began. */
export interface NoticeCounts {
  add(sender: string, channel: string, outcome: NoticeOutcome, by?: number): void;
  all(): readonly NoticeCount[];
}

export const createNoticeCounts = (): NoticeCounts => {
  const counts = new Map<string, NoticeCount>();
  return {
    add(sender, channel, outcome, by = 1) {
      const name = [sender, channel, outcome].join(' ');
      counts.set(name, { sender, channel, outcome, count: (counts.get(name)?.count ?? 0) + by });
    },
    all: () => [...counts.values()],
  };
};
