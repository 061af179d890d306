import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Storage } from '../storage/port.ts';

const writer = fileURLToPath(new URL('./storage-writer.ts', import.meta.url));

/** Starts a process that writes, kills it after `count` acknowledged events, and gives their numbers. */
const acknowledged = async (url: string, workspace: string, count: number): Promise<number[]> => {
  const command = ['--conditions=@connect/source', writer, url, workspace];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
  let faults = '';
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  const ended = once(child, 'close');
  const seqs: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seqs.push(Number(line));
    if (seqs.length === count) child.kill('SIGKILL');
  }
  const [, signal] = (await ended) as [number | null, string | null];
  assert.equal(signal, 'SIGKILL', faults);
  return seqs;
};

/**
 * Three processes start at once on an empty database, write to one workspace, and are killed in the middle of it. Whatever
 * was acknowledged must be there, in order and without a gap.
 */
export const checkCrash = async (url: string, open: () => Promise<Storage>): Promise<void> => {
  const seqs = (await Promise.all([20, 60, 100].map((count) => acknowledged(url, 'w', count)))).flat();
  assert.equal(new Set(seqs).size, seqs.length);
  const storage = await open();
  try {
    const kept = (await storage.events({ workspace: 'w', after: 0, limit: 100_000 })).map(({ seq }) => seq);
    assert.deepEqual(kept, kept.map((_, index) => index + 1));
    const there = new Set(kept);
    assert.deepEqual(seqs.filter((seq) => !there.has(seq)), []);
  } finally {
    await storage.close();
  }
};
