import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A schema of one test, in the server that the test run brings. */
export interface TestSchema {
  readonly name: string;
  /** Leads to the server with this schema as the only one; its connections bear the schema's name. */
  readonly url: string;
  /** Runs statements beside the storage, as another client in this schema. */
  readonly client: Client;
  drop(): Promise<void>;
}

const noServer =
  'CONNECT_TEST_POSTGRES_URL names no PostgreSQL: run these tests from the root of the repository, whose setup starts one.';

/** Makes an empty schema. Rejects where there is no server: a test run without PostgreSQL has proved nothing about it. */
export const createSchema = async (): Promise<TestSchema> => {
  const server = process.env['CONNECT_TEST_POSTGRES_URL'];
  if (!server) throw new Error(noServer);
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = new URL(server);
  url.searchParams.set('options', `-c search_path=${name}`);
  url.searchParams.set('application_name', name);
  const client = new Client(url.href);
  await client.connect();
  await client.query(`create schema ${name}`);
  return {
    name,
    url: url.href,
    client,
    async drop() {
      await client.query('set client_min_messages = warning');
      await client.query(`drop schema ${name} cascade`);
      await client.end();
    },
  };
};
