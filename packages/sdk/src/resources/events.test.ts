import { expect, test } from 'vitest';
import { createClient, type ConnectError, type Event, type EventPage } from '../index.ts';
import { collect, useMocks } from '../mock-backend.test.fixture.ts';

const { mocks } = useMocks();
const workspace = 'northlight';
const options = { origin: 'https://connect.example', apiKey: 'key_of_the_test', retries: 0, retryDelayMs: () => 1 };
const { events, links } = createClient(options);

const opened = (count: number): Event[] => Array.from({ length: count }, () => mocks.addEvent({ type: 'link.opened' }));
const seqs = (rows: readonly Event[]) => rows.map(({ seq }) => seq);

/** Takes pages until so many have come. */
const take = async (pages: AsyncIterable<EventPage>, count: number): Promise<EventPage[]> => {
  const taken: EventPage[] = [];
  for await (const page of pages) if (taken.push(page) === count) break;
  return taken;
};

test('events are read oldest first, by a cursor that never ends', async () => {
  mocks.addWorkspace();
  opened(3);
  const first = await events.list({ workspace, limit: 2 });
  expect([seqs(first.data), first.hasMore]).toEqual([[1, 2], true]);
  const second = await events.list({ workspace, limit: 2, cursor: first.nextCursor });
  expect([seqs(second.data), second.hasMore]).toEqual([[3], false]);
  await expect(events.list({ workspace, cursor: second.nextCursor })).resolves.toEqual({ ...second, data: [] });
  opened(1);
  expect(seqs((await events.list({ workspace, cursor: second.nextCursor })).data)).toEqual([4]);
  await expect(events.list({ workspace, cursor: 'nonsense' })).rejects.toMatchObject({ errors: [{ field: 'cursor' }] });
});

test('types can be chosen, and the past left out', async () => {
  const link = mocks.addLink();
  await links.update(link.id, { paused: true });
  await links.reveal(link.id);
  const { data } = await events.list({ workspace, types: 'link.paused,link.resumed' });
  expect(data).toMatchObject([{ type: 'link.paused', link: link.id, actor: { kind: 'product' } }]);
  const now = await events.list({ workspace, cursor: 'latest' });
  expect(now).toMatchObject({ data: [], hasMore: false });
  await links.rotate(link.id);
  const { data: since } = await events.list({ workspace, cursor: now.nextCursor });
  expect(since.map(({ type }) => type)).toEqual(['link.rotated']);
});

test('all of them are iterated over, page by page, and the iteration ends', async () => {
  mocks.addWorkspace();
  opened(5);
  expect(seqs(await collect(events.all({ workspace, limit: 2 })))).toEqual([1, 2, 3, 4, 5]);
  expect(mocks.requests).toHaveLength(3);
});

test('a page that leads to itself ends with an error', async () => {
  const fetch = () => Response.json({ data: [], nextCursor: 'same', hasMore: true });
  const client = createClient({ ...options, fetch });
  await expect(collect(client.events.all({ workspace }))).rejects.toMatchObject({ code: 'invalid_response' });
  await expect(take(client.events.follow({ workspace, cursor: 'same' }), 1)).rejects.toMatchObject({ code: 'invalid_response' });
});

test('waiting ends with the first news, and its time comes on top of the time limit', async () => {
  mocks.addWorkspace();
  const waiting = events.list({ workspace, cursor: 'latest', wait: 25 }, { timeoutMs: 50 });
  await expect.poll(() => mocks.requests).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  opened(1);
  expect(seqs((await waiting).data)).toEqual([1]);
});

test('following begins with a page at once, and tells what happens in its order, nothing twice', async () => {
  mocks.addWorkspace();
  const pages = events.follow({ workspace, cursor: 'latest' });
  const { value: first } = await pages.next();
  expect(first.data).toEqual([]);
  const next = pages.next();
  opened(1);
  expect(seqs((await next).value.data)).toEqual([1]);
  opened(3);
  const rest = await take(pages, 1);
  expect(rest.flatMap(({ data }) => seqs(data))).toEqual([2, 3, 4]);
  const resumed = await take(events.follow({ workspace, cursor: first.nextCursor, limit: 3 }), 2);
  expect(resumed.map(({ data }) => seqs(data))).toEqual([[1, 2, 3], [4]]);
});

test('following outlasts what passes, and says so', async () => {
  mocks.addWorkspace();
  opened(2);
  const told: string[] = [];
  const pages = events.follow({ workspace, limit: 1 }, { onRetry: ({ code }) => told.push(code) });
  mocks.failNext('events.list', 'network_error');
  mocks.failNext('events.list', 'rate_limited', { retryAfter: 0 });
  expect(seqs((await pages.next()).value.data)).toEqual([1]);
  mocks.failNext('events.list', 'internal_error', { times: 3 });
  expect(seqs((await pages.next()).value.data)).toEqual([2]);
  expect(told).toEqual(['network_error', 'rate_limited', 'internal_error', 'internal_error', 'internal_error']);
});

test.each(['unauthorized', 'forbidden', 'not_found', 'invalid_request'] as const)('following ends with %s', async (code) => {
  mocks.addWorkspace();
  mocks.failNext('events.list', code);
  await expect(events.follow({ workspace }).next()).rejects.toMatchObject({ code });
});

test('following a proxy’s page of status 502 goes on', async () => {
  const page502 = new Response('<h1>Bad gateway</h1>', { status: 502 });
  const answers = [page502, Response.json({ data: [], nextCursor: 'c', hasMore: false })];
  const client = createClient({ ...options, fetch: () => answers.shift() ?? Response.error() });
  const told: ConnectError[] = [];
  const [page] = await take(client.events.follow({ workspace }, { onRetry: (error) => told.push(error) }), 1);
  expect(page?.nextCursor).toBe('c');
  expect(told).toMatchObject([{ code: 'invalid_response', status: 502 }]);
});

test('ending the signal ends following, while it waits and while it pauses', async () => {
  mocks.addWorkspace();
  const waiting = new AbortController();
  const pages = events.follow({ workspace, cursor: 'latest' }, { signal: waiting.signal });
  await pages.next();
  const next = pages.next();
  waiting.abort();
  await expect(next).rejects.toMatchObject({ code: 'aborted' });
  const pausing = new AbortController();
  const patient = createClient({ ...options, retryDelayMs: () => 3_600_000 });
  mocks.failNext('events.list', 'network_error');
  const onRetry = () => setTimeout(() => pausing.abort(), 0);
  const paused = patient.events.follow({ workspace }, { signal: pausing.signal, onRetry });
  await expect(paused.next()).rejects.toMatchObject({ code: 'aborted' });
});

test('a backend that answers at once though it should wait is asked with pauses', async () => {
  const delays: number[] = [];
  const end = new AbortController();
  const retryDelayMs = (attempt: number) => {
    delays.push(attempt);
    if (attempt === 3) end.abort();
    return 0;
  };
  const fetch = () => Response.json({ data: [], nextCursor: 'c', hasMore: false });
  const pages = createClient({ ...options, fetch, retryDelayMs }).events.follow({ workspace }, { signal: end.signal });
  await pages.next();
  await expect(pages.next()).rejects.toMatchObject({ code: 'aborted' });
  expect(delays).toEqual([1, 2, 3]);
});
