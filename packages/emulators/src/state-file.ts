import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Emulator } from './emulator.ts';

/**
 * Lets an emulator remember beyond a restart: restores what the file holds, if it is there, and answers with an emulator that
 * has written the file before a request that changed anything is answered. The file appears in one piece, readable for its
 * owner alone, because it holds the tokens. Throws a TypeError for a file that is something else.
 */
export function withStateFile<E extends Pick<Emulator, 'fetch' | 'save' | 'restore'>>(emulator: E, file: string): E {
  if (existsSync(file)) restore(emulator, file);
  let written = emulator.save();
  return {
    ...emulator,
    async fetch(request: Request): Promise<Response> {
      const response = await emulator.fetch(request);
      const now = emulator.save();
      if (now !== written) {
        writeFileSync(`${file}.part`, now, { mode: 0o600 });
        renameSync(`${file}.part`, file);
        written = now;
      }
      return response;
    },
  };
}

function restore(emulator: Pick<Emulator, 'restore'>, file: string): void {
  try {
    emulator.restore(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new TypeError(`${file}: ${cause instanceof Error ? cause.message : 'it cannot be read'}`, { cause });
  }
}
