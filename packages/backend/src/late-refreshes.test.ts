import { expect, onTestFinished, test } from 'vitest';
import { connected, hour, minute, start, tokens } from './connected.test.fixture.ts';
import { PlatformFailure, type Platform } from './platforms/port.ts';

const issued = (name: string, obtainedAt = start + hour) => ({
  tokens: { ...tokens, accessToken: name, obtainedAt, accessExpiresAt: obtainedAt + 2 * hour },
  scopes: null,
});

/** A connection whose old token is at the platform to be renewed, and what the platform answers at last. */
const beingRenewed = async (later: Platform['refresh'] = () => Promise.resolve(issued('later-token'))) => {
  let asked = 0;
  let exchanged = 0;
  let begun = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (begun = resolve));
  let answer = (_what: Awaited<ReturnType<Platform['refresh']>> | PlatformFailure): void => undefined;
  const answered = new Promise<Awaited<ReturnType<Platform['refresh']>>>((resolve, reject) => {
    answer = (what) => (what instanceof PlatformFailure ? reject(what) : resolve(what));
  });
  const stage = await connected({
    exchange: async () => ({
      tokens: (exchanged += 1) === 1 ? tokens : issued('repaired-token').tokens,
      scopes: ['basic'],
      altIds: [],
    }),
    refresh(old) {
      asked += 1;
      if (asked > 1) return later(old);
      begun();
      return answered;
    },
  });
  onTestFinished(() => stage.close());
  stage.after(hour);
  const working = stage.work();
  await arrived;
  return { ...stage, answer, working, asked: () => asked };
};

const refused = (): PlatformFailure => new PlatformFailure('token_refused', 'Example, refresh: no.');

test('a refusal that comes when the connection was repaired already breaks nothing', async () => {
  const { answer, connect, connection, token, working } = await beingRenewed();
  await connect();
  answer(refused());
  await working;
  expect(await connection()).toMatchObject({ status: 'active', reason: 'reconnected' });
  expect(await token()).toMatchObject({ accessToken: 'repaired-token' });
});

test('a refusal that comes when the connection has ended leaves it ended, for the reason that it had', async () => {
  const { answer, connection, disconnect, events, working } = await beingRenewed();
  await disconnect();
  answer(refused());
  await working;
  expect(await connection()).toMatchObject({ status: 'disconnected', reason: 'disconnected_by_product' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.disconnected' });
});

test('tokens that come when the connection was repaired already do not take the place of the repair’s', async () => {
  const { answer, connect, token, working } = await beingRenewed();
  await connect();
  answer(issued('late-token'));
  await working;
  expect(await token()).toMatchObject({ accessToken: 'repaired-token' });
});

test('tokens that come to a process whose lease is over are kept, because the old ones are spent', async () => {
  const { after, answer, asked, connection, token, work, working } = await beingRenewed(() => Promise.reject(new PlatformFailure('limited', 'Example, refresh: too many.')));
  after(hour + minute);
  await work();
  expect(asked()).toBe(2);
  answer(issued('late-token'));
  await working;
  expect(await connection()).toMatchObject({ status: 'active' });
  expect(await token()).toMatchObject({ accessToken: 'late-token' });
});

test('tokens that come when the connection was given up, because nobody knew what had become of them, bring it back', async () => {
  const { after, answer, connection, events, token, work, working } = await beingRenewed(() => Promise.reject(refused()));
  after(hour + minute);
  await work();
  expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_outcome_unknown' });
  answer(issued('late-token'));
  await working;
  expect(await connection()).toMatchObject({ status: 'active', reason: 'connected' });
  expect((await events()).at(-1)).toMatchObject({ type: 'connection.refreshed' });
  expect(await token()).toMatchObject({ accessToken: 'late-token' });
});

test('nor do they where somebody has consented anew since', async () => {
  const { after, answer, connect, connection, token, work, working } = await beingRenewed(() => Promise.reject(refused()));
  after(hour + minute);
  await work();
  await connect();
  answer(issued('late-token'));
  await working;
  expect(await connection()).toMatchObject({ status: 'active', reason: 'repaired' });
  expect(await token()).toMatchObject({ accessToken: 'repaired-token' });
});

test('tokens that are due as soon as they are issued are not renewed without end', async () => {
  let asked = 0;
  const { after, close, token, work } = await connected({
    refreshWindow: ({ obtainedAt }) => ({ earliest: obtainedAt, due: obtainedAt }),
    refresh() {
      asked += 1;
      // So that this test ends, too.
      if (asked > 3) return Promise.reject(new PlatformFailure('unavailable', 'Example, refresh: no.'));
      return Promise.resolve(issued(`token-${asked}`, start + minute));
    },
  });
  onTestFinished(close);
  after(minute);
  await work();
  expect(asked).toBe(1);
  expect(await token()).toMatchObject({ accessToken: 'token-1' });
});
