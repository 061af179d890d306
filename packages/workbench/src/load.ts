import { performance } from 'node:perf_hooks';

/** What a server did under load. */
export interface Load {
  readonly count: number;
  readonly perSecond: number;
  /** Milliseconds within which half of the answers, and 99 of 100, had come. */
  readonly p50: number;
  readonly p99: number;
}

/** How long and how hard: seconds, and requests that are under way at the same time. */
interface LoadOptions {
  readonly seconds: number;
  readonly concurrency: number;
}

/** Calls `once` again and again from several loops until the time is over. A call that throws ends the load. */
export async function load({ seconds, concurrency }: LoadOptions, once: () => Promise<void>): Promise<Load> {
  // Compilers and caches get warm before anything counts.
  await loops(Math.min(seconds / 4, 1), concurrency, once, []);
  const times: number[] = [];
  const begin = performance.now();
  await loops(seconds, concurrency, once, times);
  const took = (performance.now() - begin) / 1000;
  const sorted = Float64Array.from(times).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { count: times.length, perSecond: times.length / took, p50: at(0.5), p99: at(0.99) };
}

async function loops(seconds: number, concurrency: number, once: () => Promise<void>, times: number[]): Promise<void> {
  const end = performance.now() + seconds * 1000;
  const loop = async () => {
    for (let begin = performance.now(); begin < end; begin = performance.now()) {
      await once();
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, loop));
}
