import { createConnect } from '../connect.ts';
import type { Storage } from '../storage/port.ts';
import { openStorage } from '../storage/storage.ts';

/**
 * A process that sends what is due until it is killed. Its arguments: the storage's URL, the keyring, the host that it may
 * call, and where it stops for ever, having said so: `before` or `after` a method of the storage.
 */
const [url = '', keys = '', host = '', when = '', method = ''] = process.argv.slice(2);

/** Says where it is, and goes no further. */
const halt = (): Promise<never> => {
  process.stdout.write('here\n');
  return new Promise(() => setInterval(() => undefined, 1000));
};

const halting = (storage: Storage): Storage =>
  new Proxy(storage, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      const call = value.bind(target) as (...values: unknown[]) => Promise<unknown>;
      if (name !== method) return call;
      return async (...values: unknown[]) => {
        if (when === 'before') await halt();
        const result = await call(...values);
        // A claim that has found nothing is no place to die at.
        if (when === 'after' && result !== undefined) await halt();
        return result;
      };
    },
  });

const nowhere = { authorize: 'http://127.0.0.1:9/authorize', token: 'http://127.0.0.1:9/token', api: 'http://127.0.0.1:9' };
const connect = await createConnect({
  origin: 'http://localhost:4401',
  productName: 'Brightline',
  apiKeys: ['ck_worker_000000000000000000'],
  keys,
  database: halting(await openStorage(url)),
  instagram: { clientId: 'test', clientSecret: 'test-secret', endpoints: nowhere },
  allowedHosts: [host],
});
connect.jobs.start();
