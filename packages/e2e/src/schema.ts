import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { setupVariable } from './setup-variable.ts';

/** An empty schema in the PostgreSQL that the test run brings, and its URL. */
export const createSchema = async (): Promise<{ readonly url: string; drop(): Promise<void> }> => {
  const server = setupVariable('CONNECT_TEST_POSTGRES_URL');
  const name = `e2e_${randomBytes(8).toString('hex')}`;
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${name}`);
  const client = new Client(server);
  await client.connect();
  await client.query(`create schema ${name}`);
  return {
    url: url.href,
    async drop() {
      await client.query(`drop schema ${name} cascade`);
      await client.end();
    },
  };
};
