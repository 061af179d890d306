import type { Storage } from '../storage/port.ts';

/** A call of the storage since the work began: its place in the order, and its method, `write.…` within a transaction. */
interface StorageCall {
  readonly place: number;
  readonly name: string;
}

/** Where a process dies: right before or right after a call. */
export interface CrashPoint extends StorageCall {
  readonly when: 'before' | 'after';
}

/** Stands around a call, and makes it. */
type Around = (call: StorageCall, make: () => Promise<unknown>) => Promise<unknown>;

type Method = (...values: unknown[]) => Promise<unknown>;

const watching = <T extends object>(target: T, each: (name: string, make: () => Promise<unknown>) => Promise<unknown>): T =>
  new Proxy(target, {
    get(object, name) {
      const value: unknown = Reflect.get(object, name);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      const method = value.bind(object) as Method;
      if (name !== 'write') return (...values: unknown[]) => each(name, () => method(...values));
      return (workspace: unknown, work: Method) =>
        each(name, () => method(workspace, (tx: object) => work(watching(tx, (inner, make) => each(`write.${inner}`, make)))));
    },
  });

/** The storage, with `around` at every call from the first one of `claim` until `claim` is called again: the work on one row. */
const around = (storage: Storage, claim: string, hook: Around): Storage => {
  let claims = 0;
  let place = 0;
  return watching(storage, (name, make) => {
    if (name === claim) claims += 1;
    if (claims !== 1) return make();
    place += 1;
    return hook({ place, name }, make);
  });
};

/**
 * Every point at which a process that works on one row may die, found by doing the work once: whatever the code comes to
 * call is among them. Before a call is where the call before it ended, unless something was sent in between: `sent` counts that.
 */
export const crashPoints = async (
  storage: Storage,
  claim: string,
  work: (storage: Storage) => Promise<unknown>,
  sent: () => number,
): Promise<CrashPoint[]> => {
  const points: CrashPoint[] = [];
  let before = -1;
  await work(
    around(storage, claim, async (call, make) => {
      if (sent() !== before) points.push({ ...call, when: 'before' });
      before = sent();
      const result = await make();
      points.push({ ...call, when: 'after' });
      before = sent();
      return result;
    }),
  );
  return points;
};

/** How a point is called, and told to a process. */
export const nameOf = ({ place, name, when }: CrashPoint): string => `${when} ${place} ${name}`;

/** The storage of a process that comes to this point, says so, and goes no further. */
export const halting = (storage: Storage, claim: string, point: string): Storage => {
  const halt = (): Promise<never> => {
    process.stdout.write('here\n');
    return new Promise(() => setInterval(() => undefined, 1000));
  };
  return around(storage, claim, async (call, make) => {
    if (nameOf({ ...call, when: 'before' }) === point) return halt();
    const result = await make();
    return nameOf({ ...call, when: 'after' }) === point ? halt() : result;
  });
};
