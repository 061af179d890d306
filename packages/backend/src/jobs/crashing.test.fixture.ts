import { flushCompileCache } from 'node:module';
import { createConnect } from '../connect.ts';
import { openStorage } from '../storage/storage.ts';
import { halting } from './crash-points.test.fixture.ts';
import { rotatingPlatform } from './rotating-platform.test.fixture.ts';

/**
 * A process that works on one row and stops for ever at a point of it, having said so. Its arguments: the storage's URL, the
 * keyring, the platform's origin, the host of a webhook endpoint, the call by which the work begins, the point, and a request
 * to answer, as a path and a body; without one it does what is due.
 */
const [url = '', keys = '', origin = '', host = '', claim = '', point = '', path = '', body = ''] = process.argv.slice(2);
const apiKey = 'ck_worker_000000000000000000';

const connect = await createConnect({
  origin: 'http://localhost:4401',
  productName: 'Brightline',
  apiKeys: [apiKey],
  keys,
  database: halting(await openStorage(url), claim, point),
  platforms: [rotatingPlatform(origin, Date.now)],
  allowedHosts: [host],
});
// Whoever is killed writes nothing at its end, and there are many such processes.
flushCompileCache();
if (path === '') await connect.jobs.runDue();
else {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  await connect.fetch(new Request(`http://localhost:4401${path}`, { method: 'POST', headers, ...(body !== '' && { body }) }));
}
process.stdout.write('gone by\n');
