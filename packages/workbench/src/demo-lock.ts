import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Stop } from './command.ts';

/**
 * Makes this process the only demo that works on a folder, and answers with the way to give it back. The lock of a process
 * that has ended without giving it back is taken over. Throws a `Stop` where another demo is running.
 */
export function lockDemo(file: string, folder: string): () => void {
  const mine = `${file}.${process.pid}`;
  writeFileSync(mine, String(process.pid), { mode: 0o600 });
  try {
    while (!link(mine, file)) {
      const owner = Number(readFileSync(file, 'utf8'));
      if (isRunning(owner)) {
        throw new Stop(
          `Another demo (process ${owner}) works on ${folder} already: use that one, stop it, or give this one a folder of its own with CONNECT_DEMO_DATA=/another/folder.`,
        );
      }
      rmSync(file, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return () => rmSync(file, { force: true });
}

/** A link appears with its content, or not at all: nobody reads a lock that is half written. */
function link(mine: string, file: string): boolean {
  try {
    linkSync(mine, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid < 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of somebody else's cannot be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
