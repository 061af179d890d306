import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPerson } from './person.ts';
import { people, watchSecrets, type Route } from './secret-watch.ts';
import type { SecretKind } from './traces.ts';
import { clientSecret } from './watched-world.ts';

const minute = 60_000;
const stage = watchSecrets();

describe('secrets stay out of logs, answers and the database’s files', () => {
  test.each(['instagram', 'facebook', 'tiktok'] as const)('when %s is connected, told of and used', async (platform) => {
    const { connect, person, traces, world } = stage;
    const { flow, callback, id } = await connect(platform);
    await person.open(callback);
    await person.ack(flow, (await person.status(flow)).seq);
    await person.cancel(flow);
    await person.open(`/f/${flow.fid}/done`);
    await world.client.connections.get(id);
    await world.client.connections.list({ workspace: 'northlight' });
    const { accessToken } = await world.client.connections.getAccessToken(id);
    expect(traces.secrets.get(accessToken)).toBe('platform token');
    // The instrument works: it finds what is there.
    expect(traces.stored().includes(people[platform].handle)).toBe(true);
  });

  test('without a script, and in another browser, before and after its yes or no', async () => {
    const { away, person, traces, world } = stage;
    const link = await world.link();
    await person.connect(link.url, 'tiktok');
    for (const answer of ['yes', 'no']) {
      const { flow, callback } = await away('tiktok');
      const other = createPerson(world);
      expect((await other.open(callback)).title).toBe('Did you just start this?');
      expect(traces.leaks()).toEqual([]);
      await other.send('POST', `/f/${flow.fid}/confirm`, new URLSearchParams({ answer }));
      await other.open(`/f/${flow.fid}/done`);
      await other.open(callback);
    }
  });

  test.each(['instagram', 'facebook', 'tiktok'] as const)('when somebody says no at %s, with and without a state', async (platform) => {
    const { away, errorOf, person, world } = stage;
    const { flow, callback } = await away(platform, { decision: 'cancel' });
    await person.open(callback);
    expect(await errorOf(flow)).toBe('denied');
    if (platform !== 'facebook') world[platform].control.settings({ denyState: 'omit' });
    await person.open((await away(platform, { decision: 'cancel' })).callback);
  });

  test('when a required permission is left out, also where giving back what came fails', async () => {
    const { away, errorOf, person, world } = stage;
    for (const behaviour of [undefined, 'server-error', 'cut-off'] as const) {
      if (behaviour) world.tiktok.control.next({ endpoint: 'revoke', behaviour });
      const { flow, callback } = await away('tiktok', { account: 'oakandpine', untick: ['user.info.profile'] });
      await person.open(callback);
      expect(await errorOf(flow)).toBe('missing_permission');
    }
    expect(world.tiktok.control.log().counts['revoke']).toBe(3);
  });

  test('when the account is a personal one', async () => {
    const { away, errorOf, person } = stage;
    const { flow, callback } = await away('instagram', { account: 'mara.weber' });
    await person.open(callback);
    expect(await errorOf(flow)).toBe('personal_account');
  });

  const everywhere = [
    { status: 500 },
    { status: 302, headers: { location: '/elsewhere' } },
    { delayMs: 4000, processed: true },
    'malformed',
    'html',
    'empty',
    'cut-off',
    'rate-limited',
  ] as const;
  const graph = ['app-removed', 'password-changed', 'token-expired', 'checkpoint', 'permission', 'transient'] as const;
  const faults = {
    instagram: { token: [...everywhere, 'code-used'], exchange: [...everywhere, ...graph], me: [...everywhere, ...graph] },
    facebook: {
      token: [...everywhere, 'code-used'],
      exchange: [...everywhere, 'password-changed'],
      debug: [...everywhere, 'transient'],
      accounts: [...everywhere, 'permission'],
    },
    tiktok: {
      token: [...everywhere, 'code-used', 'server-error', 'temporarily-unavailable'],
      userinfo: [...everywhere, 'token-invalid', 'scope-not-authorized', 'internal-error'],
    },
  } as const;
  const fail = async (platform: Route, order: () => void): Promise<void> => {
    const { away, person } = stage;
    const { flow, callback } = await away(platform);
    order();
    const page = await person.open(callback);
    expect(page.url).toContain('/done');
    // What fails after the code was spent is made up for later, where the platform allows it.
    expect((await person.status(flow)).status).toMatch(/^(error|connected)$/);
  };

  test('when a platform fails in any way that it can', async () => {
    const { traces, world } = stage;
    for (const endpoint of ['token', 'exchange', 'me'] as const) {
      for (const behaviour of faults.instagram[endpoint]) {
        await fail('instagram', () => world.instagram.control.next({ endpoint, behaviour }));
      }
    }
    for (const endpoint of ['token', 'exchange', 'debug', 'accounts'] as const) {
      for (const behaviour of faults.facebook[endpoint]) {
        await fail('facebook', () => world.facebook.control.next({ endpoint, behaviour }));
      }
    }
    for (const endpoint of ['token', 'userinfo'] as const) {
      for (const behaviour of faults.tiktok[endpoint]) {
        await fail('tiktok', () => world.tiktok.control.next({ endpoint, behaviour }));
      }
    }
    expect(traces.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(20);
  });

  test('when a platform repeats them in its errors', async () => {
    const { away, errorOf, person, traces, world } = stage;
    const short = `IGAA${randomBytes(48).toString('base64url')}`;
    const long = `IGAA${randomBytes(48).toString('base64url')}`;
    const first = await away('instagram');
    const code = new URL(first.callback).searchParams.get('code') ?? '';
    const found = `Matching code ${code} was not found (${clientSecret})`;
    const refused = { error_type: `OAuthException ${code}`, code: 400, error_message: found };
    world.instagram.control.next({ endpoint: 'token', behaviour: { status: 400, body: refused } });
    await person.open(first.callback);
    expect(await errorOf(first.flow)).toBe('attempt_expired');

    const second = await away('instagram');
    const words = `Error validating access token: ${long} of ${encodeURIComponent(short)}`;
    const error = { message: words, type: long, code: 190, fbtrace_id: long };
    for (const [endpoint, status, body] of [
      ['token', 200, { access_token: short, user_id: '1' }],
      ['exchange', 200, { access_token: long, expires_in: 5_183_944 }],
      ['me', 400, { error }],
    ] as const) {
      world.instagram.control.next({ endpoint, behaviour: { status, body } });
    }
    await person.open(second.callback);
    expect(traces.secrets.get(long)).toBe('platform token');
    expect(await errorOf(second.flow)).toBe('platform_unavailable');

    const third = await away('tiktok');
    const given = new URL(third.callback).searchParams.get('code') ?? '';
    const body = { error: 'invalid_grant', error_description: `Authorization code ${given} is expired.`, log_id: given };
    world.tiktok.control.next({ endpoint: 'token', behaviour: { status: 400, body } });
    await person.open(third.callback);
    expect(await errorOf(third.flow)).toBe('attempt_expired');

    const fourth = await away('tiktok');
    const state = new URL(fourth.callback).searchParams.get('state') ?? '';
    const trouble = new URLSearchParams({ error: 'server_error', error_description: `${state} ${given}`, state });
    await person.open(`/oauth/tiktok/callback?${trouble}`);
    expect(await errorOf(fourth.flow)).toBe('platform_unavailable');
  });

  test('when Facebook repeats them in its errors', async () => {
    const { away, errorOf, person, traces, world } = stage;
    const [long, page] = [`EAA${randomBytes(60).toString('hex')}`, `EAA${randomBytes(60).toString('hex')}`];
    const words = `Error validating ${long}, ${page} of ${clientSecret} and emulated-app|${encodeURIComponent(clientSecret)}`;
    const error = { message: words, type: page, code: 190, fbtrace_id: long };
    for (const endpoint of ['debug', 'accounts'] as const) {
      const { flow, callback } = await away('facebook');
      world.facebook.control.next({ endpoint: 'exchange', behaviour: { status: 200, body: { access_token: long, expires_in: 5_183_944 } } });
      if (endpoint === 'accounts') {
        const inspected = { app_id: 'emulated-app', is_valid: true, user_id: '1', scopes: ['instagram_basic', 'pages_show_list'], expires_at: 0 };
        world.facebook.control.next({ endpoint: 'debug', behaviour: { status: 200, body: { data: inspected } }, times: 3 });
      }
      world.facebook.control.next({ endpoint, behaviour: { status: 400, body: { error, data: [{ access_token: page }] } } });
      await person.open(callback);
      expect(await errorOf(flow)).toBe('platform_unavailable');
      world.facebook.reset();
    }
    expect([...traces.secrets].filter(([secret, kind]) => kind === 'platform token' && secret.startsWith('EAA')).length).toBeGreaterThan(2);
  });

  test('when somebody is asked which accounts, and answers, or does not', async () => {
    const { away, errorOf, person, world } = stage;
    for (const answer of ['yes', 'no', undefined]) {
      world.facebook.reset();
      const { flow, callback } = await away('facebook', { account: 'dana.brooks', assets: 'all' });
      const page = await person.open(callback);
      expect(page.title).toBe('Which accounts may Northlight Studio use?');
      const account = /name="account" value="(\d+)"/.exec(page.html)?.[1] ?? '';
      // Several tokens wait here for an answer, sealed.
      expect(stage.traces.leaks()).toEqual([]);
      if (answer !== undefined) await person.send('POST', new URL(page.url).pathname, new URLSearchParams({ answer, account }));
      else stage.pass(11 * minute);
      await world.connect.jobs.runDue();
      await person.open(`/f/${flow.fid}/done`);
      if (answer === 'yes') expect((await person.status(flow)).status).toBe('connected');
      else expect(await errorOf(flow)).not.toBe('internal_error');
    }
  });

  test('when a callback is repeated, forged, late, or comes to the wrong address', async () => {
    const { away, errorOf, person } = stage;
    const { flow, callback } = await away('tiktok');
    await person.open(callback.replace('/tiktok/', '/instagram/'));
    for (const method of ['HEAD', 'POST', 'PUT']) await person.send(method, callback);
    await person.open(`${callback}&code=twice`);
    stage.pass(16 * minute);
    await person.open(callback);
    expect(await errorOf(flow)).toBe('attempt_expired');
    const forged = { code: randomBytes(32).toString('hex'), state: `st_${randomBytes(32).toString('base64url')}` };
    await person.open(`/oauth/tiktok/callback?${new URLSearchParams(forged)}`);
  });

  test('and each kind of them has passed by, so that it could have been found', () => {
    const { traces } = stage;
    const kinds: SecretKind[] = ['API key', 'binding', 'client secret', 'code', 'confirmation', 'flow', 'link', 'master key', 'platform token', 'proof', 'receipt', 'state', 'verifier'];
    expect([...new Set(traces.secrets.values())].sort()).toEqual(kinds);
    expect(traces.exchanges.length).toBeGreaterThan(200);
    expect(traces.lines.length).toBeGreaterThan(100);
  });
});
