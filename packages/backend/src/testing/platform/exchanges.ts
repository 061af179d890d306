import assert from 'node:assert/strict';
import type { Tokens } from '../../platforms/port.ts';
import type { Suite } from './suite.ts';

/** The code, the tokens that it brings, and the account that they open. */
export const exchangeChecks = ({ check, traits }: Suite): void => {
  check('brings tokens that last and the account that was chosen, with its id to the last character', async (bench) => {
    const { driver, connect, accountOf } = bench;
    for (const person of driver.people) {
      const exchange = await connect(person);
      const { obtainedAt, accessExpiresAt, provisional } = exchange.tokens;
      assert.equal(obtainedAt, driver.now());
      assert.ok(accessExpiresAt === null || accessExpiresAt > driver.now());
      assert.equal(provisional, undefined);
      const account = await accountOf(exchange);
      assert.equal(account.id, person.id);
      assert.equal(account.handle, person.handle);
      assert.ok(!account.altIds.includes(account.id), 'The id is no other id.');
    }
  });

  check('names an account the same way at every consent', async ({ driver, connect, accountOf }) => {
    const [first] = driver.people;
    const before = await accountOf(await connect(first));
    await driver.advance(1000);
    const after = await accountOf(await connect(first));
    assert.equal(after.id, before.id);
    assert.deepEqual([...after.altIds].sort(), [...before.altIds].sort());
  });

  check('says that all scopes were granted where they were, or does not know', async ({ driver, connect }) => {
    const { scopes } = await connect(driver.people[0]);
    const { required, optional } = driver.platform.scopes;
    if (scopes !== null) for (const scope of [...required, ...optional]) assert.ok(scopes.includes(scope), scope);
  });

  check('spends a code once; a second use is refused', async ({ driver, authorize, exchange, fails }) => {
    const authorized = await authorize(driver.people[0]);
    await exchange(authorized);
    await fails(() => exchange(authorized), 'code_refused');
  });

  check('knows a code that never was, and one that is too old', async ({ driver, authorize, exchange, fails }) => {
    const authorized = await authorize(driver.people[0]);
    await fails(() => exchange({ ...authorized, code: 'never-was-0123456789abcdef' }), 'code_refused');
    await driver.advance(traits.codeLife + 1000);
    await fails(() => exchange(authorized), 'code_refused');
  });

  check('knows a redirect URI that is not the code’s as a matter of setup', async ({ driver, authorize, exchange, fails }) => {
    const authorized = await authorize(driver.people[0]);
    await fails(() => exchange(authorized, driver.otherRedirectUri), 'setup');
  });

  for (const fault of ['slow', 'cut_off', 'malformed', 'html', 'empty'] as const) {
    check(`does not send a code again after a token answer that was ${fault}`, async ({ driver, authorize, exchange, fails }) => {
      const authorized = await authorize(driver.people[0]);
      await driver.disturb('token', fault);
      const failure = await fails(() => exchange(authorized), 'unavailable');
      assert.equal(failure.outcomeUnknown, true);
      assert.equal(await driver.received('token'), 1);
      await fails(() => exchange(authorized), 'code_refused');
    });
  }

  check('knows a platform that is down or has enough, and leaves the next try to others', async (bench) => {
    const { driver, authorize, exchange, fails } = bench;
    for (const [fault, kind] of [['server_error', 'unavailable'], ['rate_limited', 'limited']] as const) {
      const authorized = await authorize(driver.people[0]);
      const before = await driver.received('token');
      await driver.disturb('token', fault);
      await fails(() => exchange(authorized), kind);
      assert.equal(await driver.received('token'), before + 1);
    }
  });

  check('knows an account that cannot be read right now', async ({ driver, connect, accountOf, fails }) => {
    const exchange = await connect(driver.people[0]);
    for (const fault of ['slow', 'cut_off', 'malformed', 'html', 'empty', 'server_error'] as const) {
      await driver.disturb('account', fault);
      await fails(() => accountOf(exchange), 'unavailable');
    }
    await driver.disturb('account', 'rate_limited');
    await fails(() => accountOf(exchange), 'limited');
    assert.equal((await accountOf(exchange)).id, driver.people[0].id);
  });

  if (traits.exchangesTwice) {
    for (const fault of ['slow', 'cut_off', 'malformed', 'html', 'empty', 'server_error', 'rate_limited'] as const) {
      check(`keeps the short token where the second exchange was ${fault}, and makes up for it`, async (bench) => {
        const { driver, connect, accountOf } = bench;
        await driver.disturb('second_exchange', fault);
        const exchange = await connect(driver.people[0]);
        assert.equal(exchange.tokens.provisional, true);
        assert.equal((await accountOf(exchange)).id, driver.people[0].id);
        const window = driver.platform.refreshWindow(exchange.tokens);
        assert.ok(window && window.earliest <= driver.now() && window.due <= driver.now(), 'The exchange is due at once.');
        const { tokens } = await driver.platform.refresh(exchange.tokens);
        assert.equal(tokens.provisional, undefined);
        assert.ok((tokens.accessExpiresAt ?? Infinity) > (exchange.tokens.accessExpiresAt ?? 0));
        assert.equal((await accountOf({ tokens, scopes: exchange.scopes })).id, driver.people[0].id);
        assert.equal(await driver.received('token'), 1);
      });
    }
  }

  if (traits.severalAccounts) {
    check('brings every account of one consent once, with tokens that are renewed and end with it', async (bench) => {
      const { driver, connect, until, fails } = bench;
      const { platform, several } = driver;
      const [first] = several ?? [];
      assert.ok(several && first, 'The driver must know accounts of one consent.');
      const { tokens, scopes } = await connect(first);
      const accounts = await platform.fetchAccounts(tokens, scopes);
      const named = (all: readonly { readonly id: string; readonly handle: string }[]) => all.map(({ id, handle }) => `${id} ${handle}`).sort();
      assert.deepEqual(named(accounts), named(several));
      const own = accounts.map((account) => account.tokens ?? tokens);
      await until(Math.max(...own.map((each) => platform.refreshWindow(each)?.due ?? 0)));
      const renewed: Tokens[] = [];
      for (const each of own) renewed.push((await platform.refresh(each)).tokens);
      // What opens one account alone goes on doing so, and opens no other.
      const opening = (all: readonly Tokens[]): number => new Set(all.map(({ accessToken }) => accessToken)).size;
      assert.equal(opening(renewed), opening(own));
      await driver.endAccess(first);
      for (const each of renewed) await fails(() => platform.refresh(each), 'token_refused');
    });
  }

  if (traits.personalAccounts === 'stopped') {
    check('leaves a personal account at the platform’s own page', async ({ driver }) => {
      const { platform, redirectUri, personal } = driver;
      assert.ok(personal, 'The driver must know a personal account.');
      const step = platform.authorize({ state: 'st_personal', redirectUri, chooseAccount: true });
      const back = await driver.visit(step.url, { allow: personal });
      assert.ok(back === undefined || platform.parseCallback(back.searchParams).kind !== 'code');
    });
  }

  if (traits.personalAccounts === 'reported') {
    check('refuses a personal account, and names it', async ({ driver, connect, accountOf, fails }) => {
      const { personal } = driver;
      assert.ok(personal, 'The driver must know a personal account.');
      const failure = await fails(async () => accountOf(await connect(personal)), 'personal_account');
      assert.equal(failure.handle, personal.handle);
    });
  }
};
