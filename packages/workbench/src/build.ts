import { rmSync } from 'node:fs';
import { command, root } from './command.ts';
import { runProgram, runScript } from './program.ts';
import { published } from './published.ts';

// Everything that is published: what browsers load, the compiled packages, the elements' manifest, and OpenAPI.
await command(async () => {
  // The compiler leaves behind what it compiled from files that are gone.
  for (const folder of published) rmSync(`${root}/packages/${folder}/dist`, { recursive: true, force: true });
  for (const build of [
    () => runScript('assets'),
    () => runProgram('tsc', ['-b']),
    () => runScript('manifest'),
    () => runScript('openapi'),
  ]) {
    const code = await build();
    if (code !== 0) return code;
  }
  return 0;
});
