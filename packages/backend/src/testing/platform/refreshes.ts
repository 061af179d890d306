import assert from 'node:assert/strict';
import { PlatformFailure } from '../../platforms/port.ts';
import type { Suite } from './suite.ts';

/** Keeping access, from the first refresh to the last. */
export const refreshChecks = ({ check, traits }: Suite): void => {
  check('can refresh when it says that a refresh is due, before the token ends', async (bench) => {
    const { driver, connect, accountOf, until } = bench;
    const { platform } = driver;
    const exchange = await connect(driver.people[0]);
    const window = platform.refreshWindow(exchange.tokens);
    assert.ok(window, 'These tokens cannot be refreshed.');
    assert.ok(window.earliest <= window.due);
    assert.ok(exchange.tokens.accessExpiresAt === null || window.due < exchange.tokens.accessExpiresAt);
    await until(window.due);
    const refreshed = await platform.refresh(exchange.tokens);
    assert.equal(refreshed.tokens.obtainedAt, driver.now());
    assert.ok((refreshed.tokens.accessExpiresAt ?? Infinity) > (exchange.tokens.accessExpiresAt ?? 0));
    const account = await accountOf({ tokens: refreshed.tokens, scopes: refreshed.scopes ?? exchange.scopes });
    assert.equal(account.id, driver.people[0].id);
  });

  check('stays connected from refresh to refresh', async ({ driver, connect, accountOf, until }) => {
    const { platform, people } = driver;
    const exchange = await connect(people[0]);
    let { tokens } = exchange;
    for (let round = 0; round < 3; round += 1) {
      await until(platform.refreshWindow(tokens)?.due ?? 0);
      // As a vault gives them back.
      ({ tokens } = await platform.refresh(JSON.parse(JSON.stringify(tokens)) as typeof tokens));
    }
    assert.equal((await accountOf({ tokens, scopes: exchange.scopes })).id, people[0].id);
  });

  if (traits.minimumTokenAge > 0) {
    check('takes a refresh that is too early for what it is, not for the end', async ({ driver, connect, accountOf }) => {
      const { platform, people } = driver;
      const exchange = await connect(people[0]);
      const { tokens } = exchange;
      assert.ok((platform.refreshWindow(tokens)?.earliest ?? 0) >= tokens.obtainedAt + traits.minimumTokenAge);
      await driver.advance(traits.minimumTokenAge / 2);
      await assert.rejects(platform.refresh(tokens), (error: unknown) => {
        return error instanceof PlatformFailure && (error.kind === 'limited' || error.kind === 'unavailable');
      });
      assert.equal((await accountOf(exchange)).id, people[0].id);
    });
  }

  for (const fault of ['slow', 'cut_off', 'malformed', 'html', 'empty'] as const) {
    check(`does not know what became of a refresh whose answer was ${fault}, and sends it once`, async (bench) => {
      const { driver, connect, until, fails } = bench;
      const { platform, people } = driver;
      const { tokens } = await connect(people[0]);
      await until(platform.refreshWindow(tokens)?.due ?? 0);
      // A platform may count its second exchange as one.
      const before = await driver.received('refresh');
      await driver.disturb('refresh', fault);
      const failure = await fails(() => platform.refresh(tokens), 'unavailable');
      assert.equal(failure.outcomeUnknown, true);
      assert.equal(await driver.received('refresh'), before + 1);
      if (traits.rotates) {
        await fails(() => platform.refresh(tokens), 'token_refused');
        return;
      }
      if (traits.minimumTokenAge > 0) {
        // The very token may have been renewed, and be too young now for another time.
        await platform.refresh(tokens).catch((error: unknown) => fails(() => Promise.reject(error), 'limited'));
        await driver.advance(traits.minimumTokenAge);
      }
      await platform.refresh(tokens);
    });
  }

  check('keeps its tokens through a refresh that the platform could not do', async ({ driver, connect, until, fails }) => {
    const { platform, people } = driver;
    const { tokens } = await connect(people[0]);
    await until(platform.refreshWindow(tokens)?.due ?? 0);
    for (const [fault, kind] of [['server_error', 'unavailable'], ['rate_limited', 'limited']] as const) {
      await driver.disturb('refresh', fault);
      await fails(() => platform.refresh(tokens), kind);
    }
    await platform.refresh(tokens);
  });

  if (traits.rotates) {
    check('is given a new refresh token by each refresh, and the old one has ended', async (bench) => {
      const { driver, connect, until, fails } = bench;
      const { platform, people } = driver;
      const { tokens } = await connect(people[0]);
      await until(platform.refreshWindow(tokens)?.due ?? 0);
      const refreshed = await platform.refresh(tokens);
      assert.ok(refreshed.tokens.refreshToken);
      assert.notEqual(refreshed.tokens.refreshToken, tokens.refreshToken);
      await fails(() => platform.refresh(tokens), 'token_refused');
      await platform.refresh(refreshed.tokens);
    });
  }
};
