import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { DatabaseSync } from 'node:sqlite';
import { openStorage, type Storage } from '@connect/backend';
import { command, Stop } from './command.ts';
import { growthTemplate } from './growth-template.ts';

const day = 86_400_000;
const now = Date.now();

/** Of the rows of each table, so many are due; a backlog that a healthy backend never has. */
const due = 2_000;
const perWorkspace = 1_000;

// How look-ups, lists and claims of due rows grow with the tables, on SQLite: `npm run bench -- growth 10000 1000000`. Each table
// (links, connections, deliveries) has that many rows. The ratio is to the smallest size of the same run.
await command(async (args) => {
  const sizes = (args.length > 0 ? args : ['10000', '100000', '1000000']).map(Number);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 10_000 && size <= 20_000_000)) {
    throw new Stop('npm run bench -- growth takes numbers of rows from 10000 to 20000000, such as: npm run bench -- growth 10000 10000000.');
  }
  const columns: ReadonlyMap<string, number>[] = [];
  for (const size of sizes.toSorted((a, b) => a - b)) columns.push(await measure(size));
  console.log(table(sizes.toSorted((a, b) => a - b), columns));
  return 0;
});

async function measure(size: number): Promise<ReadonlyMap<string, number>> {
  const folder = mkdtempSync(join(tmpdir(), 'connect-growth-'));
  const file = join(folder, 'connect.db');
  try {
    const begin = performance.now();
    await growthTemplate(`sqlite:${file}`);
    fill(file, size);
    console.log(`${size.toLocaleString('en')} rows in each table, made in ${((performance.now() - begin) / 1000).toFixed(0)} s`);
    const storage = await openStorage(`sqlite:${file}`);
    try {
      return await times(storage, size);
    } finally {
      await storage.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Copies the one row that each table has, with ids, times and due times of its own. */
function fill(file: string, size: number): void {
  const db = new DatabaseSync(file);
  db.exec('pragma synchronous = off; pragma cache_size = -500000; pragma foreign_keys = off; begin');
  const copy = (table: string, rows: number, values: Readonly<Record<string, string>>): void => {
    const names = db.prepare(`select name from pragma_table_info('${table}')`).all().map(({ name }) => String(name));
    const chosen = names.map((name) => values[name] ?? `t.${name}`);
    db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
      insert into ${table} (${names.join(', ')}) select ${chosen.join(', ')} from n, (select * from ${table} limit 1) t`);
  };
  const at = `${now - 300 * day} + i * ${Math.floor((299 * day) / size)}`;
  const workspace = `'w' || (i / ${perWorkspace})`;
  // Those that are due lie among the others, not beside each other.
  const isDue = `i % ${Math.floor(size / due)} = 0`;
  copy('workspaces', size / perWorkspace + 1, { id: `'w' || (i - 1)` });
  copy('links', size, { id: `'lnk_' || i`, workspace, secret_hash: `'hash-' || i`, created_at: at, slot: 'null' });
  copy('connections', size, {
    id: `'con_' || i`,
    workspace,
    link: `'lnk_' || i`,
    account_id: `'account-' || i`,
    refresh_due_at: `case when ${isDue} then ${now} - i else ${now + day} + i * 7919 % ${30 * day} end`,
    checked_at: `case when ${isDue} then ${now - 2 * day} - i else ${now} - i % ${day} end`,
    created_at: at,
  });
  copy('account_ids', size, { id: `'account-' || i`, connection: `'con_' || i` });
  copy('webhook_endpoints', 200, { id: `'whe_' || i`, workspace: `'w' || (i % ${size / perWorkspace})`, create_key: 'null' });
  copy('webhook_deliveries', size, {
    id: `'whd_' || i`,
    endpoint: `'whe_' || (1 + i % 200)`,
    status: `case when ${isDue} then 'pending' else 'delivered' end`,
    due_at: `case when ${isDue} then ${now} - i else null end`,
    created_at: at,
  });
  db.exec('commit; analyze');
  db.close();
}

/** Milliseconds of the median call, by what was done. */
async function times(storage: Storage, size: number): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  let random = 1;
  const any = (most: number): number => {
    random = (random * 48_271) % 2_147_483_647;
    return 1 + (random % most);
  };
  const measured = async (name: string, once: () => Promise<unknown>): Promise<void> => {
    const taken: number[] = [];
    for (let turn = 0; turn < 600; turn += 1) {
      const begin = performance.now();
      if ((await once()) === undefined) throw new Error(`${name}: nothing was found.`);
      // Caches get warm before anything counts.
      if (turn >= 100) taken.push(performance.now() - begin);
    }
    found.set(name, taken.sort((a, b) => a - b)[taken.length / 2] ?? Number.NaN);
  };
  const workspace = (): string => `w${any(size / perWorkspace) - 1}`;
  // As a worker does it: what is claimed is given back, to be due again later.
  const lease = { id: 'bench', until: now + day };
  await measured('a link by its secret', () => storage.linkBySecret(`hash-${any(size)}`));
  await measured('a connection by id', () => storage.connection(`con_${any(size)}`));
  await measured('a connection by its account', async () => (await storage.connectionsOfAccount(['example'], [`account-${any(size)}`]))[0]);
  await measured('20 links of a workspace', async () => (await storage.links({ workspace: workspace(), limit: 20, now }))[0]);
  await measured('20 connections of a workspace', async () => (await storage.connections({ workspace: workspace(), limit: 20 }))[0]);
  await measured('a due refresh, claimed and settled', async () => {
    const row = await storage.claimDueRefresh(['example'], now, lease);
    if (row !== undefined) await storage.releaseRefresh(row.id, lease.id, now + day);
    return row;
  });
  await measured('a due check, claimed and settled', async () => {
    const row = await storage.claimDueCheck(['example'], now - day, now, lease);
    if (row !== undefined) await storage.releaseCheck(row.id, lease.id, { checkedAt: now });
    return row;
  });
  await measured('a due delivery, claimed and settled', async () => {
    const row = await storage.claimDelivery(now, lease, { perEndpoint: 4, toFailing: 16 }, '');
    if (row !== undefined) await storage.settleDelivery(row.id, lease.id, { status: 'delivered', dueAt: null, deliveredAt: now });
    return row;
  });
  return found;
}

function table(sizes: readonly number[], columns: readonly ReadonlyMap<string, number>[]): string {
  const [first = new Map<string, number>()] = columns;
  const head = sizes.map((size) => size.toLocaleString('en').padStart(12)).join('');
  const lines = [...first.keys()].map((name) => {
    const base = first.get(name) ?? Number.NaN;
    const cells = columns.map((column) => ((column.get(name) ?? Number.NaN) / base).toFixed(2).padStart(12));
    return `${name.padEnd(38)}${(base * 1000).toFixed(0).padStart(8)}${cells.join('')}`;
  });
  return ['', `${'ratio to the smallest'.padEnd(38)}${'µs'.padStart(8)}${head}`, ...lines, ''].join('\n');
}
