import { writeFileSync } from 'node:fs';
import { startTestRunner } from '@web/test-runner';
import { nameBrowsers } from './browsers.ts';
import { command, root, Stop } from './command.ts';
import { countElements, type Count, type ElementSession } from './tally.ts';

// Runs the elements' tests in real browsers and writes their count to the file that is named.
await command(async ([file]) => {
  nameBrowsers();
  const runner = await startTestRunner({
    autoExitProcess: false,
    argv: ['--config', `${root}/packages/widget/web-test-runner.config.js`],
  });
  if (runner === undefined) throw new Stop('The test runner did not start; what it says is above.');
  await new Promise((resolve) => runner.on('stopped', resolve));
  const count: Count = countElements(runner.sessions.all() as Iterable<ElementSession>);
  if (file !== undefined) writeFileSync(file, JSON.stringify(count));
  return count.failed === 0 ? 0 : 1;
});
