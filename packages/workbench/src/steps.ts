import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { root } from './command.ts';
import { installPrerequisites } from './prerequisites.ts';
import { runProgram, runScript } from './program.ts';
import type { Step } from './step.ts';
import { countStep, countVitest, type Count, type VitestReport } from './tally.ts';

/** The gate, in its order: what is quick and what others build upon comes first. */
export const steps: readonly Step[] = [
  {
    id: 'prerequisites',
    title: 'Browsers and PostgreSQL are here',
    first: true,
    run: async () => {
      await installPrerequisites();
      return { passed: 1, failed: 0 };
    },
  },
  { id: 'lockfile', title: 'The lockfile installs on every platform', run: async () => countStep(await runScript('lockfile')) },
  { id: 'types', title: 'Types', run: async () => countStep(await runProgram('tsc', ['-b'])) },
  { id: 'lint', title: 'Lint', run: async () => countStep(await runProgram('eslint', ['.', '--max-warnings', '0'])) },
  { id: 'assets', title: "The browser's bundles build", run: async () => countStep(await runScript('assets')) },
  { id: 'node', title: 'Tests in Node', run: () => vitest('node') },
  { id: 'elements', title: 'Tests of the elements in Chromium and Firefox', run: elements },
  { id: 'journeys', title: 'Journeys through real browsers', run: () => vitest('journeys') },
  { id: 'measure', title: 'Sizes stay under their ceilings', run: async () => countStep(await runScript('measure')) },
  {
    id: 'openapi',
    title: 'docs/openapi.json says what the contract says',
    run: async () => countStep(await runScript('openapi', '--check')),
  },
  { id: 'docs', title: "The docs' code compiles", run: async () => countStep(await runScript('code-blocks')) },
  {
    id: 'reference',
    title: 'The API reference builds without a warning',
    run: async () => countStep(await runProgram('typedoc', ['--options', 'docs/typedoc.config.js'])),
  },
  {
    id: 'manifest',
    title: 'The custom elements manifest describes every element',
    run: async () => countStep(await runScript('manifest')),
  },
  {
    id: 'packages',
    title: 'The packed packages are right for those who install them',
    run: async () => countStep(await runScript('packages')),
  },
  { id: 'changeset', title: 'The release says what changes for users', run: async () => countStep(await runScript('changeset')) },
];

const folder = `${root}/.tmp`;

async function vitest(project: string): Promise<Count> {
  const file = report(project);
  const code = await runProgram('vitest', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
  return countVitest(read<VitestReport>(file), code);
}

async function elements(): Promise<Count> {
  const file = report('elements');
  const code = await runScript('elements', file);
  return read<Count>(file) ?? countStep(code === 0 ? 1 : code);
}

/** Where a run writes what it counted; without the file of an earlier run. */
function report(name: string): string {
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${name}.json`;
  rmSync(file, { force: true });
  return file;
}

const read = <T>(file: string): T | undefined => (existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined);
