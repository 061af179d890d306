import { inNode, type Mutation } from './mutation.ts';

const wiring = 'packages/backend/src/connect.ts';
const shared = 'packages/backend/src/shared-clock.ts';

const machines = inNode('packages/backend/src/jobs/clocks.test.ts');
const readings = inNode('packages/backend/src/shared-clock.test.ts');

/** All processes on one database go by one time, whatever their machines' clocks say. */
export const clockMutations: readonly Mutation[] = [
  {
    name: 'clock-shared',
    guards: 'A machine whose clock is ahead would renew what another one is just renewing, and tell the product of a connection that is lost.',
    file: wiring,
    find: 'if (options.now === undefined) await clock.meet(storage);',
    replace: '',
    test: machines,
  },
  {
    name: 'clock-adapters',
    guards: 'Tokens would be dated by the clock of whichever machine has renewed them, and judged by another.',
    file: wiring,
    find: 'configuredPlatforms({ ...options, now })',
    replace: 'configuredPlatforms(options)',
    test: machines,
  },
  {
    name: 'clock-slow',
    guards: 'A database that answers slowly would set the clock of whoever asks it by seconds.',
    file: shared,
    find: 'origin === undefined ? (lowest + highest) / 2 : Math.min(Math.max(origin, lowest), highest)',
    replace: '(lowest + highest) / 2',
    test: readings,
  },
  {
    name: 'clock-set',
    guards: 'A machine whose clock is set while it works would take leases of others for over.',
    file: shared,
    find: 'elapsed: () => performance.now(),',
    replace: 'elapsed: () => Date.now(),',
    test: machines,
  },
  {
    name: 'clock-kept',
    guards: 'Machines would drift apart in the weeks that a process runs.',
    file: shared,
    find: 'await meet(storage);\n        isSilent = false;',
    replace: 'isSilent = false;',
    test: readings,
  },
];
