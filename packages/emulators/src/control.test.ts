import { expect, test } from 'vitest';
import { app, authorizeUrl, emulate, getCode, getGraph, getLongToken, postToken, tokenForm } from './instagram.test.fixture.ts';
import type { InstagramEmulator } from './instagram.ts';
import { createVisitor } from './visitor.ts';

async function control(emulator: InstagramEmulator, path: string, body: unknown = {}, headers: Record<string, string> = {}) {
  return await emulator.fetch(
    new Request(`http://localhost:4600/_emulator/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );
}

async function log(emulator: InstagramEmulator) {
  const answer = await emulator.fetch(new Request('http://localhost:4600/_emulator/log'));
  return (await answer.json()) as ReturnType<InstagramEmulator['control']['log']>;
}

const me = async (emulator: InstagramEmulator, access_token: string) => await getGraph(emulator, '/me', { access_token });

test('behaviours are queued in order, each for as many requests as was said', async () => {
  const emulator = emulate();
  const token = await getLongToken(emulator);
  await control(emulator, 'next', { endpoint: 'me', behaviour: { status: 503 }, times: 2 });
  await control(emulator, 'next', { endpoint: 'me', behaviour: { status: 500, body: { a: 1 }, headers: { 'x-a': 'b' } } });
  expect([(await me(emulator, token)).status, (await me(emulator, token)).status]).toEqual([503, 503]);
  const answer = await me(emulator, token);
  expect([answer.status, answer.headers.get('x-a'), await answer.json()]).toEqual([500, 'b', { a: 1 }]);
  expect((await me(emulator, token)).status).toBe(200);
});

test('an ordered failure happens before the work, or after it', async () => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  emulator.control.next({ endpoint: 'token', behaviour: { status: 502 } });
  expect((await postToken(emulator, form)).status).toBe(502);
  emulator.control.next({ endpoint: 'token', behaviour: { status: 502, processed: true } });
  expect((await postToken(emulator, form)).status).toBe(502);
  const spent = await (await postToken(emulator, form)).json();
  expect(spent).toMatchObject({ error_message: 'This authorization code has been used' });
});

test('an answer can be slow and right', async () => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  emulator.control.next({ endpoint: 'token', behaviour: { delayMs: 20 } });
  const answer = postToken(emulator, form);
  expect(emulator.control.log().requests.at(-1)).toMatchObject({ path: '/oauth/access_token', status: null });
  expect((await answer).status).toBe(200);
  expect(emulator.control.log().requests.at(-1)).toMatchObject({ status: 200 });
});

test('an answer can be slow after its work is done', async () => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  emulator.control.next({ endpoint: 'token', behaviour: { delayMs: 20, processed: true } });
  const slow = postToken(emulator, form);
  const spent = await (await postToken(emulator, form)).json();
  expect(spent).toMatchObject({ error_message: 'This authorization code has been used' });
  expect(await (await slow).json()).toHaveProperty('access_token');
});

test('an answer can be broken JSON, a web page, or empty', async () => {
  const emulator = emulate();
  const text = async (behaviour: string) => {
    emulator.control.next({ endpoint: 'me', behaviour });
    return await (await me(emulator, 'any')).text();
  };
  const malformed = await text('malformed');
  expect(() => JSON.parse(malformed)).toThrow(SyntaxError);
  expect(await text('html')).toContain('<h1>');
  expect(await text('empty')).toBe('');
});

test('an answer can break off in the middle, after the work was done', async () => {
  const emulator = emulate();
  const form = tokenForm(await getCode(emulator));
  emulator.control.next({ endpoint: 'token', behaviour: 'cut-off' });
  const answer = await postToken(emulator, form);
  expect(answer.status).toBe(200);
  await expect(answer.text()).rejects.toThrow();
  expect((await postToken(emulator, form)).status).toBe(400);
});

test('an authorization request can fail, or be denied at once', async () => {
  const emulator = emulate();
  emulator.control.next({ endpoint: 'authorize', behaviour: { status: 500 } });
  emulator.control.next({ endpoint: 'authorize', behaviour: 'denied' });
  const visitor = createVisitor(emulator);
  expect((await visitor.open(authorizeUrl())).status).toBe(500);
  expect((await visitor.open(authorizeUrl())).callback).toContain('error=access_denied');
  expect((await visitor.open(authorizeUrl())).status).toBe(200);
});

test.each([
  ['next', { endpoint: 'nowhere', behaviour: 'html' }, 'There is no endpoint "nowhere"'],
  ['next', { endpoint: 'me', behaviour: 'explode' }, 'Endpoint "me" knows no "explode"'],
  ['next', { endpoint: 'me', behaviour: {} }, '"behaviour" takes one of'],
  ['next', { endpoint: 'me', behaviour: { status: 9 } }, '"status" of a behaviour cannot be 9'],
  ['next', { endpoint: 'me', behaviour: { retryAfterForm: 'soon' } }, '"retryAfterForm" of a behaviour cannot be "soon"'],
  ['next', { endpoint: 'me', behaviour: { wait: 9 } }, 'A behaviour has no "wait"'],
  ['next', { endpoint: 'me', behaviour: 'html', times: 0 }, '"times" takes a whole number'],
  ['settings', { coop: 'sometimes' }, 'Setting "coop" takes null, "same-origin"'],
  ['settings', { colour: 'red' }, 'There is no setting "colour"'],
  ['settings', { signedInAs: 'nobody' }, 'Setting "signedInAs" takes the username of an account'],
  ['clients', { id: '1', secret: 's', redirectUris: ['http://app.example/'] }, 'must be https'],
  ['clients', { id: '1', secret: 's' }, 'at least one redirect URI'],
  ['clock', { advanceMs: -1 }, 'The clock goes ahead'],
  ['clock', {}, 'The clock goes ahead'],
  ['accounts/nobody/expire', {}, 'There is no account "nobody"'],
  ['accounts/bigbrand/expire', { tokens: 'some' }, '"tokens" takes'],
  ['accounts/bigbrand/sing', {}, 'Nobody can "sing"'],
  ['accounts/bigbrand/update', { id: '1' }, '"id" of an account cannot change'],
  ['accounts/bigbrand/update', { kind: 'robot' }, '"kind" of an account cannot be "robot"'],
  ['next', [], 'The body must be a JSON object'],
])('%s refuses %o and says why', async (path, body, why) => {
  const answer = await control(emulate(), path, body);
  expect(answer.status).toBe(400);
  expect(((await answer.json()) as { error: string }).error).toContain(why);
});

test('settings answer with all that hold, and a wrong one changes nothing', async () => {
  const emulator = emulate();
  expect(await (await control(emulator, 'settings', { coop: 'same-origin' })).json()).toMatchObject({
    coop: 'same-origin',
    tokenEnvelope: 'flat',
  });
  await control(emulator, 'settings', { denyState: 'omit', coop: 'wrong' });
  expect(emulator.control.settings()).toMatchObject({ coop: 'same-origin', denyState: 'echo' });
});

test('Cross-Origin-Opener-Policy is on every page, and on the redirect back', async () => {
  const emulator = emulate({ settings: { signedInAs: 'harbourcoffee' } });
  const page = async () => await emulator.fetch(new Request(authorizeUrl()));
  expect((await page()).headers.has('cross-origin-opener-policy')).toBe(false);
  emulator.control.settings({ coop: 'same-origin' });
  const consent = await page();
  expect(consent.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const action = /action="([^"]+\/decision)"/.exec(await consent.text())?.[1] ?? '';
  const back = await emulator.fetch(
    new Request(new URL(action, authorizeUrl()), {
      method: 'POST',
      body: new URLSearchParams({ decision: 'allow' }),
      headers: { cookie: consent.headers.getSetCookie()[0]?.split(';')[0] ?? '' },
    }),
  );
  expect(back.headers.get('location')).toContain('code=');
  expect(back.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const refused = await emulator.fetch(new Request(authorizeUrl({ client_id: '404' })));
  expect(refused.headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

test('a new browser can be logged in already', async () => {
  const emulator = emulate();
  await control(emulator, 'settings', { signedInAs: 'kitsune.ramen' });
  expect((await createVisitor(emulator).open(authorizeUrl())).title).toContain('Continue as @kitsune.ramen');
});

test('the clock jumps, and accounts lose tokens and logins, over HTTP', async () => {
  const emulator = emulate();
  const first = await getLongToken(emulator);
  await control(emulator, 'accounts/%40harbourcoffee/remove-app', { clientId: app.id });
  expect((await me(emulator, first)).status).toBe(400);
  const second = await getLongToken(emulator);
  await control(emulator, 'clock', { advanceMs: 61 * 24 * 3_600_000 });
  expect((await me(emulator, second)).status).toBe(400);
  const visitor = createVisitor(emulator);
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  await control(emulator, 'accounts/harbourcoffee/change-password');
  expect((await visitor.open(authorizeUrl())).title).toContain('Choose an account');
});

test('an account can be renamed: its id stays, and both names reach it', async () => {
  const emulator = emulate();
  const token = await getLongToken(emulator);
  const change = { username: 'harbour.roasters', name: 'Harbour Roasters', picture: null };
  await control(emulator, 'accounts/harbourcoffee/update', change);
  const answer = await getGraph(emulator, '/me', { access_token: token, fields: 'user_id,username,name,profile_picture_url' });
  expect(await answer.json()).toEqual({ user_id: '17841405309211845', username: 'harbour.roasters', name: 'Harbour Roasters' });
  await control(emulator, 'accounts/harbour.roasters/expire');
  expect((await me(emulator, token)).status).toBe(400);
});

test('reset brings everything back to the start, but keeps registered apps', async () => {
  const emulator = emulate({ settings: { denyState: 'omit' } });
  const visitor = createVisitor(emulator);
  await control(emulator, 'clients', { id: '77', secret: 's', redirectUris: ['https://other.example/'] });
  const token = await getLongToken(emulator);
  await visitor.authorize(authorizeUrl(), { account: 'harbourcoffee' });
  emulator.control.settings({ denyState: 'echo', coop: 'same-origin' });
  emulator.control.next({ endpoint: 'authorize', behaviour: 'html' });
  emulator.control.update('harbourcoffee', { username: 'renamed' });
  emulator.control.advance(1000);
  await control(emulator, 'reset');

  expect(emulator.control.settings()).toMatchObject({ denyState: 'omit', coop: null });
  expect(emulator.control.log()).toEqual({ counts: {}, requests: [] });
  const page = await visitor.open(authorizeUrl({ client_id: '77', redirect_uri: 'https://other.example/' }));
  expect(page.title).toContain('Choose an account');
  expect(page.html).toContain('@harbourcoffee');
  expect((await me(emulator, token)).status).toBe(400);
  expect(emulator.control.log().requests[0]?.at).toBe('2026-11-20T09:00:00.000Z');
});

test('the log counts requests by endpoint, so that a test can say "one token request"', async () => {
  const emulator = emulate();
  await getLongToken(emulator);
  const { counts, requests } = await log(emulator);
  expect(counts).toMatchObject({ authorize: 1, token: 1, exchange: 1 });
  expect(requests.find(({ endpoint }) => endpoint === 'token')).toEqual({
    at: '2026-11-20T09:00:00.000Z',
    method: 'POST',
    path: '/oauth/access_token',
    endpoint: 'token',
    grantType: 'authorization_code',
    clientId: app.id,
    parameters: ['client_id', 'client_secret', 'grant_type', 'redirect_uri', 'code'],
    values: { client_id: app.id, grant_type: 'authorization_code' },
    status: 200,
  });
});

test('the log never holds cookies, codes, tokens, secrets or states', async () => {
  const emulator = emulate();
  const seen: string[] = [];
  const spying: Pick<InstagramEmulator, 'fetch'> = {
    async fetch(request) {
      seen.push(...(request.headers.get('cookie')?.split('=').slice(1) ?? []));
      const answer = await emulator.fetch(request);
      seen.push(...(/\/login\/([\w-]{20,})/.exec(answer.headers.get('location') ?? '')?.slice(1) ?? []));
      return answer;
    },
  };
  const visit = await createVisitor(spying).authorize(authorizeUrl({ state: 'secret-state' }), { account: 'bigbrand' });
  const code = new URL(visit.callback ?? '').searchParams.get('code') ?? '';
  const { access_token } = (await (await postToken(emulator, tokenForm(code))).json()) as { access_token: string };
  await me(emulator, access_token);
  await emulator.fetch(new Request(`https://graph.instagram.com/nowhere?access_token=${access_token}`));
  const text = JSON.stringify(await log(emulator));
  for (const secret of [...seen, code, access_token, app.secret, 'secret-state']) {
    expect(secret.length).toBeGreaterThan(5);
    expect(text).not.toContain(secret);
  }
  expect(seen.length).toBeGreaterThan(3);
});

test('the control API answers only on this machine, only to programs, and only to JSON', async () => {
  const emulator = emulate();
  const status = async (url: string, headers: Record<string, string>) =>
    (await emulator.fetch(new Request(url, { method: 'POST', headers }))).status;
  const reset = 'http://localhost:4600/_emulator/reset';
  const json = { 'content-type': 'application/json' };
  expect(await status('https://graph.instagram.com/_emulator/reset', json)).toBe(403);
  expect(await status('http://192.168.1.7:4600/_emulator/reset', json)).toBe(403);
  expect(await status(reset, { ...json, 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await status(reset, { 'content-type': 'text/plain' })).toBe(415);
  expect(await status('http://instagram.localhost:4600/_emulator/reset', json)).toBe(200);
  expect(await status('http://[::1]:4600/_emulator/reset', json)).toBe(200);
  const changed = await emulator.fetch(new Request(reset));
  expect(changed.status).toBe(404);
});
