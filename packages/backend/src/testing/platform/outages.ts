import assert from 'node:assert/strict';
import type { PlatformCall, PlatformWait } from './driver.ts';
import type { Bench, Suite } from './suite.ts';

/** What each kind of request is made by, prepared so that nothing but that request is left to do. */
const requests = (revokes: boolean): readonly (readonly [call: PlatformCall, prepare: (bench: Bench) => Promise<() => Promise<unknown>>])[] => [
  [
    'token',
    async ({ driver, authorize, exchange }) => {
      const authorized = await authorize(driver.people[1]);
      return () => exchange(authorized);
    },
  ],
  [
    'account',
    async ({ driver, connect, accountOf }) => {
      const exchange = await connect(driver.people[0]);
      return () => accountOf(exchange);
    },
  ],
  [
    'refresh',
    async ({ driver, connect, until }) => {
      const { tokens } = await connect(driver.people[0]);
      await until(driver.platform.refreshWindow(tokens)?.due ?? 0);
      return () => driver.platform.refresh(tokens);
    },
  ],
  ...(revokes
    ? [
        [
          'revoke',
          async ({ driver, connect }: Bench) => {
            const { tokens } = await connect(driver.people[0]);
            return () => driver.platform.revoke(tokens);
          },
        ] as const,
      ]
    : []),
];

/** ms by which a date of whole seconds may be away from what was meant. */
const nearly = 5_000;

const waits: readonly (readonly [words: string, wait: PlatformWait | undefined])[] = [
  ['says for how many seconds', { seconds: 90, form: 'seconds' }],
  ['names a date', { seconds: 3_600, form: 'date' }],
  ['asks for a month', { seconds: 30 * 86_400, form: 'seconds' }],
  ['does not say for how long', undefined],
];

/** Nobody answers, or the platform asks to be left alone. */
export const outageChecks = ({ check, traits }: Suite): void => {
  for (const [call, prepare] of requests(traits.revokes)) {
    check(`knows that nothing was spent by a request (${call}) where nobody listens`, async (bench) => {
      const run = await prepare(bench);
      await bench.driver.vanish();
      const failure = await bench.fails(run, 'unavailable');
      assert.equal(failure.outcomeUnknown, false);
      assert.equal(failure.retryAfterMs, undefined);
    });

    for (const [words, wait] of waits) {
      check(`leaves a platform alone that has enough (${call}) and ${words}`, async (bench) => {
        const run = await prepare(bench);
        const before = await bench.driver.received(call);
        await bench.driver.disturb(call, 'rate_limited', wait);
        const failure = await bench.fails(run, 'limited');
        assert.equal(failure.outcomeUnknown, false);
        assert.equal(await bench.driver.received(call), before + 1);
        if (wait === undefined) return assert.equal(failure.retryAfterMs, undefined);
        // A day at most: tokens end, and somebody may have to be told.
        const asked = Math.min(wait.seconds * 1000, 86_400_000);
        assert.ok(Math.abs((failure.retryAfterMs ?? 0) - asked) <= nearly, `${failure.retryAfterMs} instead of ${asked}`);
      });
    }
  }
};
