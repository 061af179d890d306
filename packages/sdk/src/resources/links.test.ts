import { expect, expectTypeOf, test } from 'vitest';
import { links as operations, type BodyInput } from '../contract/index.ts';
import {
  createClient,
  type Link,
  type LinkInput,
  type LinkPatch,
  type LinkQuery,
  type LinkWithUrl,
  type Page,
} from '../index.ts';
import { collect, useMocks } from '../mock-backend.test.fixture.ts';

const { mocks } = useMocks();
const { links } = createClient({ origin: 'https://connect.example', apiKey: 'key_of_the_test', retries: 0 });
const input: LinkInput = {
  workspace: 'northlight',
  platforms: ['instagram', 'tiktok'],
  sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
};

test('a link that is created answers with its URL, and lists never carry it', async () => {
  mocks.addWorkspace();
  const link = await links.create({ ...input, description: 'Autumn', metadata: { campaign: '17' } });
  expect(link).toMatchObject({ status: 'active', description: 'Autumn', metadata: { campaign: '17' }, connectionCount: 0 });
  expect(link.url).toMatch(/^https:\/\/connect\.example\/l\/cl_[\w-]{43}$/);
  const { url, ...listed } = link;
  await expect(links.get(link.id)).resolves.toEqual(listed);
  await expect(links.list({ workspace: 'northlight' })).resolves.toEqual({ data: [listed], nextCursor: null });
});

test('a workspace without a subscription gets no link, unless the link does not need one', async () => {
  mocks.addWorkspace({ subscription: { status: 'inactive', upgradeUrl: null, planName: null } });
  await expect(links.create(input)).rejects.toMatchObject({ code: 'subscription_required', status: 402 });
  await expect(links.create({ ...input, requiresSubscription: false })).resolves.toMatchObject({ status: 'active' });
});

test('a workspace, a platform and a return address must be known', async () => {
  await expect(links.create(input)).rejects.toMatchObject({ code: 'not_found' });
  mocks.addWorkspace({ returnUrls: ['https://app.example/clients/', 'https://app.example/done'] });
  const fieldsOf = (change: Partial<LinkInput>) =>
    links.create({ ...input, ...change }).then(
      () => [],
      (error: { errors: { field: string }[] }) => error.errors.map(({ field }) => field),
    );
  expect(await fieldsOf({ platforms: ['instagram', 'myspace'] })).toEqual(['platforms[1]']);
  expect(await fieldsOf({ returnUrl: 'https://app.example/done?client=7' })).toEqual([]);
  expect(await fieldsOf({ returnUrl: 'https://app.example/clients/7' })).toEqual([]);
  expect(await fieldsOf({ returnUrl: 'https://app.example/done/more' })).toEqual(['returnUrl']);
  expect(await fieldsOf({ returnUrl: 'https://app.example/clients/../admin' })).toEqual(['returnUrl']);
  expect(await fieldsOf({ returnUrl: 'https://app.example.evil.example/clients/' })).toEqual(['returnUrl']);
});

test('a list comes newest first, by pages, and can be narrowed', async () => {
  const made = [1, 2, 3, 4, 5].map((n) => mocks.addLink({ description: `${n}`, platforms: [n % 2 ? 'instagram' : 'tiktok'] }));
  mocks.addLink({ workspace: 'other' });
  const first = await links.list({ workspace: 'northlight', limit: 2 });
  expect(first.data.map(({ description }) => description)).toEqual(['5', '4']);
  const second = await links.list({ workspace: 'northlight', limit: 2, cursor: first.nextCursor ?? '' });
  expect(second.data.map(({ description }) => description)).toEqual(['3', '2']);
  await links.revoke(made[0]?.id ?? '');
  const revoked = await links.list({ workspace: 'northlight', status: 'revoked' });
  expect(revoked.data.map(({ description }) => description)).toEqual(['1']);
  const tiktok = await links.list({ workspace: 'northlight', platform: 'tiktok' });
  expect(tiktok.data.map(({ description }) => description)).toEqual(['4', '2']);
});

test('all rows are iterated over, and no page is asked for that is not needed', async () => {
  [1, 2, 3, 4, 5].forEach((n) => mocks.addLink({ description: `${n}` }));
  const seen: (string | null)[] = [];
  for await (const link of links.all({ workspace: 'northlight', limit: 2 })) seen.push(link.description);
  expect(seen).toEqual(['5', '4', '3', '2', '1']);
  expect(mocks.requests).toHaveLength(3);
  for await (const link of links.all({ workspace: 'northlight', limit: 2 })) {
    if (link.description === '4') break;
  }
  expect(mocks.requests).toHaveLength(4);
});

test('iterating goes on from a cursor, and ends with the error that a page ends with', async () => {
  [1, 2, 3].forEach((n) => mocks.addLink({ description: `${n}` }));
  const { nextCursor } = await links.list({ workspace: 'northlight', limit: 1 });
  const rest = await collect(links.all({ workspace: 'northlight', cursor: nextCursor ?? undefined }));
  expect(rest.map(({ description }) => description)).toEqual(['2', '1']);
  const rows = links.all({ workspace: 'northlight', limit: 1 });
  await rows.next();
  mocks.failNext('links.list', 'internal_error');
  await expect(rows.next()).rejects.toMatchObject({ code: 'internal_error' });
});

test('a list that leads to itself ends with an error instead of going on for ever', async () => {
  const client = createClient({
    origin: 'https://connect.example',
    apiKey: 'key_of_the_test',
    fetch: () => Response.json({ data: [], nextCursor: 'same' }),
  });
  await expect(collect(client.links.all({ workspace: 'northlight' }))).rejects.toMatchObject({ code: 'invalid_response' });
});

test('iterating hears its signal', async () => {
  mocks.addLink();
  mocks.addLink();
  const controller = new AbortController();
  const rows = links.all({ workspace: 'northlight', limit: 1 }, { signal: controller.signal });
  await rows.next();
  controller.abort();
  await expect(rows.next()).rejects.toMatchObject({ code: 'aborted' });
});

test('a link can be changed, put on hold and resumed', async () => {
  const { id } = mocks.addLink();
  await expect(links.update(id, { description: null, paused: true })).resolves.toMatchObject({
    description: null,
    status: 'paused',
  });
  await expect(links.update(id, { paused: false })).resolves.toMatchObject({ status: 'active', clientName: 'Harbour Coffee' });
  await expect(links.update(id, { expiresAt: '2090-01-01T00:00:00Z' })).resolves.toMatchObject({
    expiresAt: '2090-01-01T00:00:00.000Z',
  });
  await expect(links.update(id, { expiresAt: '2020-01-01T00:00:00Z' })).rejects.toMatchObject({
    errors: [{ field: 'expiresAt' }],
  });
});

test('revealing tells the URL again; rotating gives a new one', async () => {
  const { id, url } = mocks.addLink();
  await expect(links.reveal(id)).resolves.toMatchObject({ id, url });
  const rotated = await links.rotate(id);
  expect(rotated.url).not.toBe(url);
  await expect(links.reveal(id)).resolves.toEqual(rotated);
});

test('revoking is for good and can be repeated', async () => {
  const { id } = mocks.addLink();
  await expect(links.revoke(id)).resolves.toBeUndefined();
  const { revokedAt } = await links.get(id);
  await links.revoke(id);
  await expect(links.get(id)).resolves.toMatchObject({ status: 'revoked', revokedAt });
  await expect(links.update(id, { paused: false })).rejects.toMatchObject({ code: 'conflict', status: 409 });
  await expect(links.reveal(id)).rejects.toMatchObject({ code: 'conflict' });
  await expect(links.rotate(id)).rejects.toMatchObject({ code: 'conflict' });
});

test('a link that is not there is not found, by every method that names it', async () => {
  const id = 'lnk_00000000000000000000';
  await expect(links.update(id, {})).rejects.toMatchObject({ code: 'not_found', status: 404 });
  for (const method of ['get', 'reveal', 'rotate', 'revoke'] as const) {
    await expect(links[method](id)).rejects.toMatchObject({ code: 'not_found', status: 404 });
  }
});

test('types', () => {
  expectTypeOf<LinkInput>().toExtend<BodyInput<typeof operations.create>>();
  expectTypeOf<LinkInput['sharedBy']>().toEqualTypeOf<{ name: string; email: string }>();
  expectTypeOf<LinkPatch>().toEqualTypeOf<BodyInput<typeof operations.update>>();
  expectTypeOf(links.create).returns.resolves.toEqualTypeOf<LinkWithUrl>();
  expectTypeOf(links.list).returns.resolves.toEqualTypeOf<Page<Link>>();
  expectTypeOf(links.revoke).returns.resolves.toBeVoid();
  expectTypeOf(links.all).returns.toEqualTypeOf<AsyncGenerator<Link, void, undefined>>();
  expectTypeOf<LinkQuery['limit']>().toEqualTypeOf<number | string | undefined>();
  // @ts-expect-error a workspace is needed
  void (() => links.list({}));
  // @ts-expect-error who shares a link cannot be changed
  void (() => links.update('lnk_1', { sharedBy: { name: 'x', email: 'y' } }));
  // @ts-expect-error only creating takes a key for repeating
  void (() => links.rotate('lnk_1', { idempotencyKey: 'x' }));
});
