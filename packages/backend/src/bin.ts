#!/usr/bin/env node
// Imports are carried out before anything else: here stand none but what every Node can carry out.
import { nodeFault } from './node-version.ts';

const fault = nodeFault(process.versions.node);
if (fault === undefined) {
  const { run } = await import('./command.ts');
  process.exitCode = await run(process.argv.slice(2));
} else {
  process.stderr.write(`${fault}\n`);
  process.exitCode = 1;
}
