import { expect, onTestFinished, test } from 'vitest';
import { connected, failing, hour, start, tokens } from './connected.test.fixture.ts';

const permission = { title: 'See your profile', detail: 'Name', kind: 'read' } as const;
const later = { ...tokens, accessToken: 'second-token', obtainedAt: start + hour, accessExpiresAt: start + 3 * hour };

/**
 * A connection with all that was asked for, at a platform whose renewal then tells of these permissions; `since`: what is
 * required only since it was connected.
 */
const renewedWith = async (scopes: readonly string[] | null, since: readonly string[] = []) => {
  const ended: string[] = [];
  const asks = { required: ['basic', 'videos'], optional: ['numbers'] };
  const backend = await connected({
    scopes: asks,
    permissions: { basic: permission, videos: permission, numbers: permission, posts: permission },
    exchange: () => Promise.resolve({ tokens, scopes: ['basic', 'videos', 'numbers'], altIds: [] }),
    refresh: () => Promise.resolve({ tokens: later, scopes }),
    revoke({ accessToken }) {
      ended.push(accessToken);
      return Promise.resolve('revoked');
    },
  });
  onTestFinished(backend.close);
  asks.required.push(...since);
  backend.after(hour);
  await backend.work();
  return { ...backend, ended };
};

test('a renewal without a permission that is required breaks the connection, which says what is missing; nobody is given its token', async () => {
  const { connection, events, token } = await renewedWith(['basic']);
  expect(await connection()).toMatchObject({
    status: 'needs_reconnect',
    reason: 'permission_removed',
    scopes: { granted: ['basic'], missing: ['videos', 'numbers'] },
  });
  expect((await events()).at(-1)).toMatchObject({
    type: 'connection.needs_reconnect',
    data: { platform: 'example', handle: '@one', reason: 'permission_removed' },
  });
  expect(await token()).toMatchObject({ code: 'token_unavailable', detail: expect.stringContaining('permission_removed') });
});

test('… its access can still be ended at the platform, with the tokens of now', async () => {
  const { connection, disconnect, ended } = await renewedWith(['basic']);
  await disconnect();
  expect(ended).toEqual(['second-token']);
  expect(await connection()).toMatchObject({ status: 'disconnected' });
});

test('… and is repaired by whoever connects again and allows it', async () => {
  const { connect, connection } = await renewedWith(['basic']);
  await connect();
  expect(await connection()).toMatchObject({ status: 'active', reason: 'repaired', scopes: { missing: [] } });
});

test('a renewal without a permission that is optional goes on, and the connection says so', async () => {
  const { connection, events, token } = await renewedWith(['basic', 'videos']);
  expect(await connection()).toMatchObject({ status: 'active', reason: 'connected', scopes: { granted: ['basic', 'videos'], missing: ['numbers'] } });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.refreshed' });
  expect(await token()).toMatchObject({ accessToken: 'second-token', scopes: ['basic', 'videos'] });
});

test.each([[null], [[]]])('a renewal that does not say what is granted (%j) takes nothing away', async (scopes) => {
  const { connection } = await renewedWith(scopes);
  expect(await connection()).toMatchObject({ status: 'active', scopes: { granted: ['basic', 'videos', 'numbers'], missing: [] } });
});

test('a permission that is required only since an account was connected is named, and costs nobody their connection', async () => {
  const { connection } = await renewedWith(['basic', 'videos', 'numbers'], ['posts']);
  expect(await connection()).toMatchObject({ status: 'active', scopes: { missing: ['posts'] } });
});

test('where the platform refuses to renew for want of a permission, the access can still be ended there', async () => {
  const ended: string[] = [];
  const revoke = ({ accessToken }: { readonly accessToken: string }) => {
    ended.push(accessToken);
    return Promise.resolve('revoked' as const);
  };
  const { after, close, connection, disconnect, work } = await connected({ ...failing('permission_missing'), revoke });
  onTestFinished(close);
  after(hour);
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'permission_removed' });
  await disconnect();
  expect(ended).toEqual(['first-token']);
});
