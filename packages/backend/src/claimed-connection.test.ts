import { expect, onTestFinished, test } from 'vitest';
import { connected, hour, minute, start, tokens } from './connected.test.fixture.ts';
import type { Platform } from './platforms/port.ts';

/** A platform's answer that comes only when it is let go. */
const held = <T>(answer: () => T) => {
  let asked = 0;
  let begin = (): void => undefined;
  let letGo = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const free = new Promise<void>((resolve) => (letGo = resolve));
  const ask = async (): Promise<T> => {
    asked += 1;
    begin();
    await free;
    return answer();
  };
  return { ask, begun, letGo, asked: () => asked };
};

const connectedAt = async (behaviour: Partial<Platform>) => {
  const stage = await connected(behaviour);
  onTestFinished(stage.close);
  return {
    ...stage,
    /** Asks for the token, which somebody else is at, and lets the time pass once that has been found out. */
    tooLong: async (query: string, until: number) => {
      const asking = stage.token(query);
      // These are asked later and look the connection up in the same way: when they have their answers, it is waiting.
      for (const _each of [1, 2, 3]) await stage.connection();
      stage.after(until);
      return asking;
    },
  };
};

const renewed = () => ({ tokens: { ...tokens, accessToken: 'second-token', accessExpiresAt: start + 3 * hour }, scopes: null });
const sayingSo = { code: 'platform_unavailable', detail: expect.stringContaining('takes long') as string };

test('who needs a token that is being renewed gets what the renewal brings, and the platform is asked once', async () => {
  const { ask, begun, letGo, asked } = held(renewed);
  const { token, after } = await connectedAt({ refresh: ask });
  after(hour);
  const answers = [token(), token(), token()];
  await begun;
  setTimeout(letGo, 50);
  for (const each of await Promise.all(answers)) expect(each).toMatchObject({ accessToken: 'second-token' });
  expect(asked()).toBe(1);
});

test('a token that is still good is handed out while it is being renewed', async () => {
  const { ask, begun, letGo } = held(renewed);
  const { token, after, work } = await connectedAt({ refresh: ask });
  after(50 * minute);
  const working = work();
  await begun;
  expect(await token()).toMatchObject({ accessToken: 'first-token' });
  letGo();
  await working;
  expect(await token()).toMatchObject({ accessToken: 'second-token' });
});

test('who waits for a renewal waits 15 seconds at most, and is then told to come again', async () => {
  const { ask, begun, letGo, asked } = held(renewed);
  const { token, after, tooLong } = await connectedAt({ refresh: ask });
  after(hour);
  const first = token();
  await begun;
  expect(await tooLong('', hour + minute / 4)).toMatchObject(sayingSo);
  letGo();
  expect(await first).toMatchObject({ accessToken: 'second-token' });
  expect(asked()).toBe(1);
});

test('who waits for a check has the token checked anew when that one is over', async () => {
  const { ask, begun, letGo, asked } = held(() => undefined);
  const { token } = await connectedAt({ check: ask });
  const answers = [token('?check=true'), token('?check=true')];
  await begun;
  setTimeout(letGo, 50);
  for (const each of await Promise.all(answers)) expect(each).toMatchObject({ accessToken: 'first-token' });
  expect(asked()).toBe(2);
});

test('who waits for a check waits 15 seconds at most, and is then told to come again', async () => {
  const { ask, begun, letGo, asked } = held(() => undefined);
  const { token, tooLong } = await connectedAt({ check: ask });
  const first = token('?check=true');
  await begun;
  expect(await tooLong('?check=true', minute / 4)).toMatchObject(sayingSo);
  letGo();
  expect(await first).toMatchObject({ accessToken: 'first-token' });
  expect(asked()).toBe(1);
});
