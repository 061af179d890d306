import assert from 'node:assert/strict';
import type { Suite } from './suite.ts';

/** How access ends: by itself, by the person, by us. */
export const endChecks = ({ check, traits }: Suite): void => {
  check('finds out by a check whether an access token still works', async ({ driver, connect, fails }) => {
    const { platform, people } = driver;
    const { tokens } = await connect(people[0]);
    assert.equal(await platform.check(tokens), undefined);
    for (const fault of ['server_error', 'rate_limited', 'malformed', 'html', 'empty', 'cut_off'] as const) {
      await driver.disturb('check', fault);
      await fails(() => platform.check(tokens), fault === 'rate_limited' ? 'limited' : 'unavailable');
    }
    assert.equal(await platform.check(tokens), undefined);
    await driver.endAccess(people[0]);
    await fails(() => platform.check(tokens), 'token_refused');
  });

  if (traits.tokensExpire) {
    check('knows an access token that has expired', async ({ driver, connect, accountOf, until, fails }) => {
      const exchange = await connect(driver.people[0]);
      await until(endOf(exchange.tokens.accessExpiresAt));
      await fails(() => accountOf(exchange), 'token_refused');
    });

    check('knows that it is too late to refresh', async ({ driver, connect, until, fails }) => {
      const { tokens } = await connect(driver.people[0]);
      await until(endOf(tokens.refreshExpiresAt ?? tokens.accessExpiresAt));
      await fails(() => driver.platform.refresh(tokens), 'token_refused');
    });
  }

  check('knows that the person has removed the app', async ({ driver, connect, accountOf, until, fails }) => {
    const { platform, people } = driver;
    const exchange = await connect(people[0]);
    await until(platform.refreshWindow(exchange.tokens)?.earliest ?? 0);
    await driver.endAccess(people[0]);
    await fails(() => accountOf(exchange), 'token_refused');
    await fails(() => platform.refresh(exchange.tokens), 'token_refused');
  });

  if (traits.endsWithPassword) {
    check('knows that the person has changed the password, and connects again with the new one', async (bench) => {
      const { driver, connect, accountOf, until, fails } = bench;
      const { platform, people } = driver;
      const exchange = await connect(people[0]);
      await until(platform.refreshWindow(exchange.tokens)?.earliest ?? 0);
      assert.ok(driver.changePassword, 'The driver cannot change a password.');
      await driver.changePassword(people[0]);
      await fails(() => accountOf(exchange), 'token_refused');
      await fails(() => platform.check(exchange.tokens), 'token_refused');
      await fails(() => platform.refresh(exchange.tokens), 'token_refused');
      assert.equal((await accountOf(await connect(people[0]))).id, people[0].id);
    });
  }

  check('connects again after the person had removed the app', async ({ driver, connect, accountOf }) => {
    const [first] = driver.people;
    await connect(first);
    await driver.endAccess(first);
    assert.equal((await accountOf(await connect(first))).id, first.id);
  });

  if (!traits.revokes) {
    check('says that only the person can end access, and asks the platform nothing', async ({ driver, connect }) => {
      const { tokens } = await connect(driver.people[0]);
      assert.equal(await driver.platform.revoke(tokens), 'unsupported');
      assert.equal(await driver.received('revoke'), 0);
    });
    return;
  }

  check('ends access at the platform', async ({ driver, connect, accountOf, fails }) => {
    const exchange = await connect(driver.people[0]);
    assert.equal(await driver.platform.revoke(exchange.tokens), 'revoked');
    await fails(() => accountOf(exchange), 'token_refused');
    await fails(() => driver.platform.refresh(exchange.tokens), 'token_refused');
  });

  if (traits.tokensExpire) {
    check('ends access whose access token has expired', async ({ driver, connect, until, fails }) => {
      const { tokens } = await connect(driver.people[0]);
      await until(endOf(tokens.accessExpiresAt));
      assert.equal(await driver.platform.revoke(tokens), 'revoked');
      await fails(() => driver.platform.refresh(tokens), 'token_refused');
    });
  }

  check('does not call access ended that was not', async ({ driver, connect, accountOf, fails }) => {
    const exchange = await connect(driver.people[0]);
    await driver.disturb('revoke', 'server_error');
    await fails(() => driver.platform.revoke(exchange.tokens), 'unavailable');
    assert.equal((await accountOf(exchange)).id, driver.people[0].id);
  });

  for (const fault of ['slow', 'malformed', 'html'] as const) {
    check(`does not know what became of a revocation whose answer was ${fault}, and can ask again`, async ({ driver, connect, fails }) => {
      const { platform, people } = driver;
      const { tokens } = await connect(people[0]);
      await driver.disturb('revoke', fault);
      const failure = await fails(() => platform.revoke(tokens), 'unavailable');
      assert.equal(failure.outcomeUnknown, true);
      assert.equal(await platform.revoke(tokens), 'revoked');
    });
  }
};

/** A moment after a life that must have an end. */
const endOf = (end: number | null): number => {
  assert.ok(end !== null, 'The tokens name no end.');
  return end + 1000;
};
