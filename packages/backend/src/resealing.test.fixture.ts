import { createConnect } from './connect.ts';
import type { Storage } from './storage/port.ts';
import { openStorage } from './storage/storage.ts';

/**
 * A process that does what is due, and seals anew on the way, until it has come to a row: it stops for ever `before` or
 * `after` that one is written, having said so. Its arguments: the storage's URL, the keyring, when, and the row's place.
 */
const [url = '', keys = '', when = '', place = ''] = process.argv.slice(2);

/** Says where it is, and goes no further. */
const halt = (): Promise<never> => {
  process.stdout.write('here\n');
  return new Promise(() => setInterval(() => undefined, 1000));
};

const opened = await openStorage(url);
let rows = 0;
const reseal: Storage['reseal'] = async (change) => {
  rows += 1;
  const isPlace = rows === Number(place);
  if (isPlace && when === 'before') return halt();
  const isDone = await opened.reseal(change);
  return isPlace ? halt() : isDone;
};

const nowhere = { authorize: 'http://127.0.0.1:9/authorize', token: 'http://127.0.0.1:9/token', api: 'http://127.0.0.1:9' };
const connect = await createConnect({
  origin: 'http://localhost:4401',
  productName: 'Brightline',
  apiKeys: ['ck_worker_000000000000000000'],
  keys,
  database: new Proxy(opened, { get: (target, name) => (name === 'reseal' ? reseal : (Reflect.get(target, name) as unknown)) }),
  instagram: { clientId: 'test', clientSecret: 'test-secret', endpoints: nowhere },
});
await connect.jobs.runDue();
process.stdout.write('gone by\n');
