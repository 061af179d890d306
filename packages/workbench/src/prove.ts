import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command, Stop } from './command.ts';
import type { Mutation } from './mutation.ts';
import { mutations } from './mutations.ts';
import { startPostgres } from './postgres.ts';
import { runProgram } from './program.ts';
import { copyRepository } from './repository-copy.ts';
import type { VitestReport } from './tally.ts';

/** What a run came to, and the tests that failed in it. */
interface Outcome {
  readonly colour: 'green' | 'red' | 'broken';
  readonly failed: readonly string[];
}

// Proof that tests guard: takes one guard away at a time, in a copy of the repository, and expects the named tests to
// fail. `npm run prove -- T06 key-` does so for the mutations whose name has one of these parts.
await command(async (parts) => {
  const begin = performance.now();
  const chosen = mutations.filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part)));
  if (chosen.length === 0) {
    throw new Stop(`No mutation has "${parts.join('" or "')}" in its name; there are ${mutations.map(({ name }) => name).join(', ')}.`);
  }
  const copy = copyRepository();
  process.once('exit', copy.remove);
  // One for all runs: each would start its own.
  const postgres = await startPostgres();
  process.env['CONNECT_TEST_POSTGRES_URL'] = postgres.url;
  const results: { mutation: Mutation; verdict: string }[] = [];
  const sound = new Map<string, boolean>();
  for (const mutation of chosen) {
    console.log(`\n── ${mutation.name}: ${mutation.guards}`);
    const key = mutation.test.join(' ');
    if (!sound.has(key)) sound.set(key, (await run(copy.folder, mutation)).colour === 'green');
    const told = sound.get(key) ? await verdict(copy.folder, mutation) : 'VOID: the tests fail without it, too';
    console.log(`── ${mutation.name}: ${told}`);
    results.push({ mutation, verdict: told });
  }
  await postgres.stop();
  console.log('');
  for (const { mutation, verdict: text } of results) {
    console.log(`${text.padEnd(10)} ${mutation.name.padEnd(24)} ${mutation.guards}`);
  }
  const missed = results.filter(({ verdict: text }) => text !== 'noticed').length;
  const minutes = ((performance.now() - begin) / 60_000).toFixed(1);
  console.log(`\n${results.length - missed} of ${results.length} guards are proved, in ${minutes} minutes.`);
  return missed === 0 ? 0 : 1;
});

/** Whether the tests notice that the guard is gone. */
async function verdict(folder: string, mutation: Mutation): Promise<string> {
  const path = join(folder, mutation.file);
  const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const count = before.split(mutation.find).length - 1;
  if (count !== 1) return `STALE: its text is there ${count} times`;
  try {
    writeFileSync(path, before.replace(mutation.find, () => mutation.replace));
    const { colour, failed } = await run(folder, mutation);
    for (const name of failed.slice(0, 5)) console.log(`   red: ${name}`);
    if (failed.length > 5) console.log(`   and ${failed.length - 5} more`);
    return { red: 'noticed', green: 'MISSED', broken: 'BROKEN: no test ran' }[colour];
  } finally {
    writeFileSync(path, before);
  }
}

/** `red` only where a test failed: a file that does not even load proves nothing. */
async function run(folder: string, { test, file }: Mutation): Promise<Outcome> {
  const broken = { colour: 'broken', failed: [] } as const;
  const report = join(folder, '.tmp', 'prove.json');
  mkdirSync(join(folder, '.tmp'), { recursive: true });
  rmSync(report, { force: true });
  const options = { cwd: folder, env: { PATH: `${join(folder, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}` } };
  if (needsAssets(test, file)) {
    const script = join(folder, 'packages/workbench/src/assets.ts');
    if ((await runProgram(process.execPath, ['--conditions=@connect/source', script], options)) !== 0) return broken;
  }
  const code = await runProgram(
    'vitest',
    ['run', ...test, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    options,
  );
  const result = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as VitestReport) : undefined;
  if (result === undefined || result.numPassedTests + result.numFailedTests === 0) return broken;
  const all = result.testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ title }) => title);
  if (result.numFailedTests > 0) return { colour: 'red', failed };
  return code === 0 ? { colour: 'green', failed } : broken;
}

/** What the backend serves to browsers has to be there, and as new as the change; unchanged inputs cost nothing. */
function needsAssets(test: readonly string[], file: string): boolean {
  return test.includes('journeys') || [file, ...test].some((path) => path.startsWith('packages/backend/'));
}
