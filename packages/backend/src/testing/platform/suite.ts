import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { PlatformFailure, type Account, type Exchange, type PlatformFailureKind, type Tokens } from '../../platforms/port.ts';
import type { TestRunner } from '../storage-conformance.ts';
import type { PlatformDriver, PlatformPerson, PlatformTraits } from './driver.ts';

/** What a test works with. */
export interface Bench {
  readonly driver: PlatformDriver;
  /** A code of this person's, with the state that came back. */
  authorize(person: PlatformPerson, options?: { without?: readonly string[]; state?: string }): Promise<Authorized>;
  exchange(authorized: Authorized, redirectUri?: string): Promise<Exchange>;
  /** From the authorize URL to the tokens. */
  connect(person: PlatformPerson, options?: { without?: readonly string[] }): Promise<Exchange>;
  /** The one account that the tokens open. */
  accountOf(exchange: Pick<Exchange, 'tokens' | 'scopes'>): Promise<Account>;
  /** Runs what must fail; checks the kind, and that the error holds none of the secrets that were seen so far. */
  fails(run: () => Promise<unknown>, kind: PlatformFailureKind): Promise<PlatformFailure>;
  /** Lets time pass until this moment. */
  until(time: number): Promise<void>;
}

interface Authorized {
  readonly code: string;
  readonly state: string;
  readonly scopes: readonly string[] | undefined;
  readonly verifier: string | undefined;
}

/** Declares one test with a driver of its own. */
type Check = (name: string, body: (bench: Bench) => Promise<void>) => void;

export interface Suite {
  readonly check: Check;
  readonly traits: PlatformTraits;
}

export const checkOn =
  ({ test }: TestRunner, create: () => Promise<PlatformDriver>): Check =>
  (name, body) => {
    test(name, async () => {
      const driver = await create();
      try {
        await body(benchOf(driver));
      } finally {
        await driver.close();
      }
    });
  };

const benchOf = (driver: PlatformDriver): Bench => {
  const { platform, redirectUri } = driver;
  const seen = new Set<string>(driver.secrets);
  const note = ({ accessToken, refreshToken }: Tokens): void => {
    seen.add(accessToken);
    if (refreshToken !== null) seen.add(refreshToken);
  };

  const authorize: Bench['authorize'] = async (person, { without = [], state = `st_${seen.size}-state` } = {}) => {
    const step = platform.authorize({ state, redirectUri, chooseAccount: true });
    const back = await driver.visit(step.url, { allow: person, without });
    assert.ok(back, 'The platform did not send the browser back.');
    assert.equal(back.origin + back.pathname, redirectUri);
    const result = platform.parseCallback(back.searchParams);
    if (result.kind !== 'code') return assert.fail(`Expected a code, got ${result.kind}.`);
    for (const secret of [result.code, step.verifier]) if (secret !== undefined) seen.add(secret);
    return { code: result.code, state: result.state, scopes: result.scopes, verifier: step.verifier };
  };

  const exchange: Bench['exchange'] = async ({ code, verifier }, uri = redirectUri) => {
    const exchanged = await platform.exchange({ code, redirectUri: uri, ...(verifier !== undefined && { verifier }) });
    note(exchanged.tokens);
    return exchanged;
  };

  return {
    driver,
    authorize,
    exchange,
    connect: async (person, options) => exchange(await authorize(person, options)),
    async accountOf({ tokens, scopes }) {
      note(tokens);
      const [account, ...others] = await platform.fetchAccounts(tokens, scopes);
      assert.ok(account, 'There is no account.');
      assert.deepEqual(others, []);
      return account;
    },
    async fails(run, kind) {
      const error = await run().then(
        () => assert.fail(`Expected a failure of kind ${kind}.`),
        (reason: unknown) => reason,
      );
      if (!(error instanceof PlatformFailure)) throw error;
      assert.equal(error.kind, kind, error.message);
      const shown = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [...seen].flatMap((text) => [text, encodeURIComponent(text)])) {
        assert.ok(!shown.includes(secret), 'The error holds a secret.');
      }
      return error;
    },
    until: (time) => driver.advance(Math.max(0, time - driver.now())),
  };
};
