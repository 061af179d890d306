import { existsSync, statSync } from 'node:fs';
import { Client } from 'pg';
import { describe, expect, it } from 'vitest';
import { startPostgres } from './postgres.ts';

describe('startPostgres', () => {
  it('gives a durable PostgreSQL 15 or later that runs as an unprivileged user, and leaves nothing behind', async () => {
    const postgres = await startPostgres();
    try {
      const client = new Client(postgres.url);
      await client.connect();
      const { rows } = await client.query(
        "select current_setting('server_version_num')::int as version, current_setting('fsync') as fsync",
      );
      expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
      expect(rows[0].fsync).toBe('on');
      await client.query('create database another');
      await client.end();
      expect(statSync(postgres.folder).uid).not.toBe(0);
    } finally {
      await postgres.stop();
    }
    expect(existsSync(postgres.folder)).toBe(false);
    await expect(new Client(postgres.url).connect()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('asks for a password, so that other people of this machine stay outside', async () => {
    const postgres = await startPostgres();
    try {
      const url = new URL(postgres.url);
      url.password = 'wrong';
      await expect(new Client(url.href).connect()).rejects.toMatchObject({ code: '28P01' });
    } finally {
      await postgres.stop();
    }
  });
});
