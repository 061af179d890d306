import assert from 'node:assert/strict';
import type { Suite } from './suite.ts';

/** The way to the platform and back. */
export const authorizationChecks = ({ check, traits }: Suite): void => {
  check('sends people to the host that it names, and gets its state back with a code', async ({ driver, authorize }) => {
    const state = 'st_Conformance-0123456789_abcdef';
    const { platform, redirectUri } = driver;
    const { host } = new URL(platform.authorize({ state, redirectUri, chooseAccount: false }).url);
    assert.ok(host === platform.host || host.endsWith(`.${platform.host}`), `${host} is not ${platform.host}`);
    const authorized = await authorize(driver.people[0], { state });
    assert.equal(authorized.state, state);
    assert.notEqual(authorized.code, '');
  });

  check('makes every way there its own', async ({ driver }) => {
    const { platform, redirectUri } = driver;
    const [one, other] = ['st_one', 'st_other'].map((state) => platform.authorize({ state, redirectUri, chooseAccount: false }));
    assert.ok(one && other);
    assert.equal(new URL(one.url).searchParams.get('state'), 'st_one');
    assert.equal(new URL(other.url).searchParams.get('state'), 'st_other');
    if (one.verifier !== undefined) assert.notEqual(one.verifier, other.verifier);
  });

  check('knows a denial, and asks the platform nothing', async ({ driver }) => {
    const { platform, redirectUri, people } = driver;
    const step = platform.authorize({ state: 'st_denied', redirectUri, chooseAccount: true });
    const back = await driver.visit(step.url, { deny: people[0] });
    assert.ok(back, 'The platform did not send the browser back.');
    const result = platform.parseCallback(back.searchParams);
    assert.equal(result.kind, 'denied');
    // Not every platform repeats the state here; a wrong one would be worse than none.
    if (result.kind === 'denied' && result.state !== undefined) assert.equal(result.state, 'st_denied');
    assert.equal(await driver.received('token'), 0);
  });

  check('reads any query without throwing', async ({ driver }) => {
    const odd = ['code=a&code=b&state=s', 'error=odd&error_description=%00%ff', '%zz=%', 'code=&state=', 'error='];
    for (const query of ['', 'code=a', 'state=s', ...odd]) {
      const { kind } = driver.platform.parseCallback(new URLSearchParams(query));
      assert.notEqual(kind, 'code', query);
    }
  });

  if (traits.partialGrants) {
    check('says which scopes a person left out', async ({ driver, authorize, exchange }) => {
      const { optional, required } = driver.platform.scopes;
      const [left] = optional;
      assert.ok(left, 'The driver’s adapter must ask for an optional scope.');
      const authorized = await authorize(driver.people[0], { without: [left] });
      const granted = (await exchange(authorized)).scopes ?? authorized.scopes;
      assert.ok(granted, 'Nobody said what was granted.');
      assert.ok(!granted.includes(left), `${left} was left out.`);
      for (const scope of required) assert.ok(granted.includes(scope), `${scope} was granted.`);
    });
  }
};
