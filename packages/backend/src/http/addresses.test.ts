import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestBackend, type TestBackend } from '../testing/backend.ts';
import { createSchema, type TestSchema } from '../testing/postgres-schema.ts';

let schema: TestSchema;
let backend: TestBackend;
beforeAll(async () => {
  schema = await createSchema();
  backend = await createTestBackend({ database: schema.url });
});
afterAll(async () => {
  await backend.close();
  await schema.drop();
});

const send = (method: string, path: string, form?: string): Promise<Response> =>
  backend.fetch(`${backend.origin}${path}`, {
    method,
    headers: { 'sec-fetch-site': 'same-origin', authorization: `Bearer ${backend.apiKey}` },
    ...(form !== undefined && { body: new URLSearchParams(form) }),
  });

test.each([
  ['GET', '/l/%00', undefined],
  ['GET', '/f/%00/done', undefined],
  ['POST', '/f/%00/confirm', 'answer=yes'],
  ['POST', '/f/%00/undo', 'connection=con_00000000000000000000'],
  ['GET', '/r/%00', undefined],
  ['GET', '/pictures/%00', undefined],
  ['GET', '/v1/links/%00', undefined],
] as const)('%s %s, which a database would refuse to look for, leads nowhere', async (method, path, form) => {
  expect([400, 404]).toContain((await send(method, path, form)).status);
});

test('a search for a character that is in no text finds what is searched for beside it', async () => {
  const headers = { authorization: `Bearer ${backend.apiKey}`, 'content-type': 'application/json' };
  await backend.fetch(`${backend.origin}/v1/workspaces/shop`, { method: 'PUT', headers, body: '{"name":"Northlight"}' });
  const link = { workspace: 'shop', platforms: ['tiktok'], sharedBy: { name: 'Maya', email: 'maya@shop.example' } };
  await backend.fetch(`${backend.origin}/v1/links`, { method: 'POST', headers, body: JSON.stringify(link) });
  const found = await send('GET', '/v1/links?workspace=shop&search=may%00shop');
  expect([found.status, ((await found.json()) as { data: unknown[] }).data.length]).toEqual([200, 1]);
});
