import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import { createConnect } from '../connect.ts';
import { rotatingPlatform } from './rotating-platform.test.fixture.ts';

/**
 * A process that works in the background until it is killed or told to end. Its arguments: the storage's URL, the keyring,
 * the platform's origin, the host of webhook endpoints, and the time at which it stands still. It says `ready`, begins when it
 * reads `go`, reads by how many ms its time has moved on since, and ends with whoever started it.
 */
const [url = '', keys = '', origin = '', host = '', begun = ''] = process.argv.slice(2);
let ahead = 0;
const now = (): number => Number(begun) + ahead;
const say = (...said: unknown[]): void => void process.stderr.write(`${inspect(said)}\n`);

const connect = await createConnect({
  origin: 'http://localhost:4401',
  productName: 'Brightline',
  apiKeys: ['ck_worker_000000000000000000'],
  keys,
  database: url,
  platforms: [rotatingPlatform(origin, now)],
  allowedHosts: [host],
  now,
  log: { info: () => undefined, warn: say, error: say },
});
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line === 'go') connect.jobs.start();
    else ahead = Number(line);
  })
  .once('close', () => process.exit(1));
process.stdout.write('ready\n');
process.once('SIGTERM', () => void connect.close().then(() => process.exit(0)));
