import { openStorage } from '../storage/storage.ts';
import { newEvent, workspaceRow } from './storage/rows.ts';

/**
 * A process that writes events until it is killed, and tells the number of each one once it is acknowledged: one per line.
 * Its arguments are the storage's URL and the workspace.
 */
const [url = '', workspace = ''] = process.argv.slice(2);
const storage = await openStorage(url);
await storage.migrate();
await storage.ensureWorkspace(workspaceRow({ id: workspace }));
for (;;) {
  const event = await storage.write(workspace, (tx) => tx.append(newEvent()));
  process.stdout.write(`${event?.seq}\n`);
}
