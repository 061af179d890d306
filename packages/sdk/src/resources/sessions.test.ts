import { expect, test } from 'vitest';
import { createClient, createSessionClient, type SessionInput } from '../index.ts';
import { useMocks } from '../mock-backend.test.fixture.ts';

const { mocks } = useMocks();
const { sessions } = createClient({ origin: 'https://connect.example', apiKey: 'key_of_the_test', retries: 0 });
const input: SessionInput = {
  workspace: 'northlight',
  actor: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
  can: ['links:read'],
};

const isRefused = (session: Awaited<ReturnType<typeof sessions.create>>) =>
  createSessionClient({ session })
    .workspaces.get('northlight')
    .then(
      () => false,
      (error: { code: string }) => error.code === 'unauthorized',
    );

test('a session is made with a token that works until it is revoked', async () => {
  mocks.addWorkspace();
  const session = await sessions.create({ ...input, expiresIn: 60 });
  expect(session).toMatchObject({ ...input, origin: 'https://connect.example' });
  expect(Date.parse(session.expiresAt) - Date.parse(session.createdAt)).toBe(60_000);
  expect(await isRefused(session)).toBe(false);
  await sessions.revoke(session.id);
  await expect(sessions.revoke(session.id)).resolves.toBeUndefined();
  expect(await isRefused(session)).toBe(true);
});

test('making it again under the same key makes a new token and ends the first', async () => {
  mocks.addWorkspace();
  const first = await sessions.create(input, { idempotencyKey: 'one' });
  const second = await sessions.create(input, { idempotencyKey: 'one' });
  expect(second.token).not.toBe(first.token);
  expect([await isRefused(first), await isRefused(second)]).toEqual([true, false]);
  await expect(sessions.create({ ...input, can: ['events:read'] }, { idempotencyKey: 'one' })).rejects.toMatchObject({
    code: 'idempotency_conflict',
  });
});

test('a workspace and abilities must be known', async () => {
  await expect(sessions.create(input)).rejects.toMatchObject({ code: 'not_found' });
  mocks.addWorkspace();
  // @ts-expect-error there is no such ability
  await expect(sessions.create({ ...input, can: ['tokens:read'] })).rejects.toMatchObject({ errors: [{ field: 'can[0]' }] });
  await expect(sessions.create({ ...input, expiresIn: 3601 })).rejects.toMatchObject({ errors: [{ field: 'expiresIn' }] });
  await expect(sessions.revoke('ses_00000000000000000000')).rejects.toMatchObject({ code: 'not_found' });
});
