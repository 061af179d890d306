import { sql, type Kysely } from 'kysely';

/** What waits for each endpoint, in order: the first of it is found without walking over what waits for all others. */
export const waitingDeliveries = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create index webhook_deliveries_waiting on webhook_deliveries (endpoint, due_at) where due_at is not null`.execute(db);
  await sql`drop index webhook_deliveries_due`.execute(db);
};
