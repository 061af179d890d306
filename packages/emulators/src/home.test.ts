import { expect, test } from 'vitest';
import * as facebook from './facebook.test.fixture.ts';
import { app, emulate, getGraph, getLongToken } from './instagram.test.fixture.ts';
import { inventions } from './inventions.ts';
import * as tiktok from './tiktok.test.fixture.ts';

const url = 'http://localhost:4600';

async function act(emulator: ReturnType<typeof emulate>, action: string, headers: Record<string, string> = {}, origin = url) {
  const init = { method: 'POST', body: new URLSearchParams({ action }), headers };
  return await emulator.fetch(new Request(`${origin}/people/harbourcoffee`, init));
}

test('the front page shows the people, and every invention about the platform', async () => {
  const page = await (await emulate().fetch(new Request(url))).text();
  expect(page).toContain('@kitsune.ramen');
  for (const { platform, standsInFor } of Object.values(inventions)) {
    const escaped = standsInFor.replaceAll('`', '').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    expect([standsInFor, page.includes(escaped)]).toEqual([standsInFor, ['all', 'meta', 'instagram'].includes(platform)]);
  }
});

test.each([
  ['remove-app', 458],
  ['change-password', 460],
  ['expire', 463],
])('on the front page whoever tries a demo can "%s"', async (action, subcode) => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  const page = await act(emulator, action);
  expect(await page.text()).toContain('role="status">@harbourcoffee has');
  expect(await (await getGraph(emulator, '/me', { access_token })).json()).toMatchObject({ error: { error_subcode: subcode } });
});

test('another site, or another machine, cannot', async () => {
  const emulator = emulate();
  const access_token = await getLongToken(emulator);
  expect((await act(emulator, 'expire', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
  expect((await act(emulator, 'expire', {}, 'https://instagram.example')).status).toBe(403);
  expect((await act(emulator, 'nothing')).status).toBe(200);
  expect((await getGraph(emulator, '/me', { access_token })).status).toBe(200);
});

const page = async (emulator: Pick<ReturnType<typeof emulate>, 'fetch'>, path: string, fields: Record<string, string> = {}) => {
  const answer = await emulator.fetch(new Request(url + path, { method: 'POST', body: new URLSearchParams(fields) }));
  return (await answer.text()).replace(/\s+/g, ' ');
};

test('who asks for deletion sees what the app was told and where its status is, and can send it again', async () => {
  const seen: string[] = [];
  const send = (request: Request) => {
    seen.push(request.url);
    return Promise.resolve(Response.json({ url: 'https://app.example/deletion/d41d8c', confirmation_code: 'd41d8c' }));
  };
  const { id, secret, redirectUri } = app;
  const deauthorizeUrl = 'https://app.example/deauthorize';
  const dataDeletionUrl = 'https://app.example/delete';
  const emulator = emulate({ clients: [{ id, secret, redirectUris: [redirectUri], deauthorizeUrl, dataDeletionUrl }], send });
  await getLongToken(emulator);
  const told = await page(emulator, '/people/harbourcoffee', { action: 'request-deletion' });
  expect(told).toContain('asked them to delete everything. 2 notices were sent, as below.');
  expect(told).toContain('Data deletion request');
  expect(told).toContain('Taken with 200.');
  expect(told).toContain('<a href="https://app.example/deletion/d41d8c">');
  expect(await page(emulator, '/notices/2')).toContain('Taken with 200, attempt 2.');
  expect(await page(emulator, '/notices/7')).toContain('There is no notice 7');
  expect(seen).toEqual([deauthorizeUrl, dataDeletionUrl, dataDeletionUrl]);
});

test('a notice that nobody took is shown as such, with the time of the next attempt', async () => {
  const send = () => Promise.resolve(new Response('', { status: 502 }));
  const emulator = tiktok.emulate({ send }, { webhookUrl: 'https://app.example/tiktok' });
  await tiktok.getTokens(emulator);
  const told = await page(emulator, '/people/harbourcoffee', { action: 'get-banned' });
  expect(told).toContain('authorization.removed, reason 4');
  expect(told).toContain('Not taken. The app answered 502. Again at 2026-11-20T09:00:10.000Z.');
});

test('an app that has not said where it wants to be told is not told, and neither is one whose user changed the password', async () => {
  const emulator = facebook.emulate();
  await facebook.getLongToken(emulator);
  const told = await page(emulator, '/people/dana.brooks', { action: 'change-password' });
  expect(told).toContain('Dana Brooks has a new password.<');
  expect(await page(emulator, '/people/dana.brooks', { action: 'remove-app' })).toContain('has removed all connected apps.<');
  expect(told).not.toContain('What apps were told');
});

test('another site cannot send a notice again', async () => {
  const headers = { 'sec-fetch-site': 'cross-site' };
  expect((await emulate().fetch(new Request(`${url}/notices/1`, { method: 'POST', headers }))).status).toBe(403);
});
