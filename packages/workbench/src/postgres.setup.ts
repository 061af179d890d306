import type { TestProject } from 'vitest/node';
import { root } from './command.ts';
import { startPostgres } from './postgres.ts';

/** Whose tests use PostgreSQL; a run of others alone does not wait for it. */
const users = [`${root}/packages/backend/`, `${root}/packages/e2e/`];

/**
 * Vitest's global setup: one PostgreSQL for the whole run, whose user may create databases, told to tests as
 * `CONNECT_TEST_POSTGRES_URL`. A server named by that variable is used instead, where it is set.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const own = process.env['CONNECT_TEST_POSTGRES_URL'];
  if ((own !== undefined && own !== '') || !(await needed(project))) return undefined;
  const postgres = await startPostgres();
  process.env['CONNECT_TEST_POSTGRES_URL'] = postgres.url;
  return postgres.stop;
}

async function needed(project: TestProject): Promise<boolean> {
  const filters = process.argv.slice(2).filter((argument) => argument.includes('/') && !argument.startsWith('-'));
  const { testFiles } = await project.globTestFiles(filters);
  return testFiles.some((file) => users.some((folder) => file.startsWith(folder)));
}
