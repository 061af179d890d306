import { createMocks } from '@connect/sdk/mocks';
import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { askForSession, openSharerSession, type SessionSource } from './sharer-session.ts';

const mocks = createMocks({ origin: 'https://connect.example' });
const server = setupServer(...mocks.handlers);
beforeAll(() => server.listen({ onUnhandledFrame: 'error' }));
afterEach(() => {
  mocks.reset();
  vi.useRealTimers();
});
afterAll(() => server.close());

const { signal } = new AbortController();
const open = (source: SessionSource) => openSharerSession(() => source, { signal });

test('tells the workspace, the abilities and the newest session', async () => {
  mocks.addWorkspace({ name: 'Northlight Studio' });
  const session = mocks.addSession({ can: ['links:read'] });
  const sharer = await open(session);
  expect(sharer.workspace.name).toBe('Northlight Studio');
  expect(sharer.session).toBe(session);
  expect([sharer.can('links:read'), sharer.can('links:write')]).toEqual([true, false]);
  mocks.addWorkspace({ name: 'Renamed' });
  await sharer.refresh();
  expect(sharer.workspace.name).toBe('Renamed');
});

test('asks a function once for calls at the same time, and again when the session is no longer taken', async () => {
  let session = mocks.addSession();
  const provide = vi.fn(async () => session);
  const sharer = await open(provide);
  const list = () => sharer.client.links.list({ workspace: 'northlight' });
  await Promise.all([list(), list(), list()]);
  expect(provide).toHaveBeenCalledTimes(1);
  mocks.endSession(session.id);
  session = mocks.addSession({ can: ['links:read'] });
  await Promise.all([list(), list(), list()]);
  expect(provide).toHaveBeenCalledTimes(2);
  expect(sharer.can('links:write')).toBe(false);
});

test('renews a session before it ends', async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  const provide = vi.fn(async () => mocks.addSession({ expiresAt: new Date(Date.now() + 60_000).toISOString() }));
  const sharer = await open(provide);
  vi.setSystemTime(Date.now() + 47_000);
  await sharer.client.links.list({ workspace: 'northlight' });
  expect(provide).toHaveBeenCalledTimes(1);
  vi.setSystemTime(Date.now() + 2_000);
  await sharer.client.links.list({ workspace: 'northlight' });
  expect(provide).toHaveBeenCalledTimes(2);
});

test('says that the session ended where nobody can be asked for another', async () => {
  const session = mocks.addSession();
  const sharer = await open(session);
  mocks.endSession(session.id);
  await expect(sharer.client.links.list({ workspace: 'northlight' })).rejects.toMatchObject({ code: 'unauthorized' });
});

test('goes on with a session that the page gives meanwhile, and never with one of another workspace', async () => {
  const first = mocks.addSession();
  const sharer = await open(first);
  mocks.endSession(first.id);
  expect(sharer.adopt(mocks.addSession({ workspace: 'other' }))).toBe(false);
  expect(sharer.adopt(mocks.addSession())).toBe(true);
  await expect(sharer.client.links.list({ workspace: 'northlight' })).resolves.toMatchObject({ data: [] });
});

test('refuses to be renewed into another workspace', async () => {
  let session = mocks.addSession();
  const sharer = await open(async () => session);
  mocks.endSession(session.id);
  session = mocks.addSession({ workspace: 'other' });
  await expect(sharer.client.links.list({ workspace: 'northlight' })).rejects.toMatchObject({ code: 'session_unavailable' });
  expect(sharer.session.workspace).toBe('northlight');
});

test.each([
  ['throws', () => Promise.reject(new Error('our own server says 500'))],
  ['throws at once', () => { throw new Error('not defined'); }],
  ['answers nothing', () => Promise.resolve(undefined)],
  ['answers an error document', () => Promise.resolve({ error: 'no' })],
])('a function that %s is no session', async (_, provide) => {
  await expect(open(provide as unknown as SessionSource)).rejects.toMatchObject({ code: 'session_unavailable' });
});

test('a function that never answers is given up when the element goes', async () => {
  const controller = new AbortController();
  const waiting = askForSession(() => new Promise(() => undefined), controller.signal);
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'session_unavailable' });
});
