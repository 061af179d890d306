import assert from 'node:assert/strict';
import { insertLink } from './rows.ts';
import type { Check } from './suite.ts';

/** On a database without tables. */
export const migrationChecks = (check: Check): void => {
  check('refuses to work before its tables are made, and says what to do', async ({ storage }) => {
    await assert.rejects(storage.workspace('w'), /run migrate/);
  });

  check('makes its tables once, however many processes start at the same time', async ({ storage, open }) => {
    const storages = [storage, await open(), await open()];
    await Promise.all(storages.map((one) => one.migrate()));
    const link = await insertLink(storage);
    for (const one of storages) assert.deepEqual((await one.link(link.id))?.link, link);
  });

  check('keeps what it has when it is brought up to date again', async ({ storage, open }) => {
    await storage.migrate();
    const link = await insertLink(storage);
    await storage.migrate();
    await (await open()).migrate();
    assert.deepEqual((await storage.link(link.id))?.link, link);
  });
};
