import type { Storage } from './storage/port.ts';

/**
 * The storage, which tells of a workspace whenever a transaction in it was committed. Every event is recorded in such a
 * transaction, so no noun has to remember to wake those who wait for events.
 */
export const announced = (storage: Storage, changed: (workspace: string) => void): Storage => {
  const write: Storage['write'] = async (workspace, work) => {
    const result = await storage.write(workspace, work);
    changed(workspace);
    return result;
  };
  // Not a copy: a storage of the operator's own may be an instance of a class.
  return new Proxy(storage, {
    get(target, name) {
      if (name === 'write') return write;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
};
