import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '@connect/sdk/contract';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { PlatformFailure } from './platforms/port.ts';
import { createRecipients, minute, type Recipients, type Seen } from './recipient.test.fixture.ts';
import { cannedServer } from './testing/canned-server.ts';
import { createSchema } from './testing/postgres-schema.ts';

const hour = 60 * minute;
const down = () => Promise.reject(new PlatformFailure('unavailable', 'Example, revocation: no.'));
const up = () => Promise.resolve();

let shop: Recipients;
const logged: { level: string; message: string }[] = [];
const note = (level: string) => (_facts: unknown, message: string) => void logged.push({ level, message });
beforeEach(async () => {
  logged.length = 0;
  shop = await createRecipients({ log: { info: note('info'), warn: note('warn'), error: note('error') } });
});
afterEach(() => shop.close());

const endAt = async (index = 0): Promise<string> => {
  const { id = '' } = (await shop.connections())[index] ?? {};
  await shop.call('DELETE', `/v1/connections/${id}`);
  return id;
};

/** Something that somebody waits for, and what lets them go on. */
const gate = () => {
  let open = (): void => undefined;
  let reached = (): void => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const arrived = new Promise<void>((resolve) => (reached = resolve));
  return { open: () => open(), arrived, pass: () => (reached(), opened) };
};

describe('an access that has ended here is ended at the platform', () => {
  test('also when the platform is down just then: ever more rarely, until it confirms, and once', async () => {
    await shop.browser().connect((await shop.link()).url, 'dora');
    const tries: number[] = [];
    let minutes = 0;
    shop.meanwhile.revoke = () => (tries.push(minutes), down());
    await endAt();
    expect((await shop.connections())[0]).toMatchObject({ status: 'disconnected' });
    for (; minutes < 5 * 60; minutes += 1) {
      await shop.runDue();
      shop.after(minute);
    }
    expect([shop.revoked, tries.length]).toEqual([[], expect.toSatisfy((count: number) => count >= 7 && count <= 11)]);
    shop.meanwhile.revoke = up;
    shop.after(73 * minute);
    await shop.runDue();
    shop.after(2 * hour);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora']);
    expect(JSON.stringify(logged)).not.toContain('"dora"');
  });

  test('and given up after a day, which the log says', async () => {
    await shop.browser().connect((await shop.link()).url, 'dora');
    shop.meanwhile.revoke = down;
    await endAt();
    const givenUp = () => logged.filter(({ level }) => level === 'error').map(({ message }) => message);
    for (let hours = 0; hours < 22; hours += 1) {
      shop.after(hour);
      await shop.runDue();
    }
    expect(givenUp()).toEqual([]);
    shop.after(2 * hour);
    await shop.runDue();
    expect(givenUp()).toEqual([expect.stringContaining('did not confirm its end there for a day')]);
    shop.meanwhile.revoke = up;
    shop.after(2 * hour);
    await shop.runDue();
    expect(shop.revoked).toEqual([]);
  });

  test('also when the platform asks to be left alone for a day: once more before it is given up', async () => {
    await shop.browser().connect((await shop.link()).url, 'dora');
    shop.meanwhile.revoke = () => Promise.reject(new PlatformFailure('limited', 'Example, revocation: slow down.', { retryAfterMs: 24 * hour }));
    await endAt();
    shop.meanwhile.revoke = up;
    shop.after(23 * hour);
    await shop.runDue();
    expect(shop.revoked).toEqual([]);
    shop.after(hour);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora']);
  });

  test('with the tokens that the platform has issued on the way, where the old ones are spent by that', async () => {
    await shop.browser().connect((await shop.link()).url, 'dora');
    shop.meanwhile.revoke = async (tokens, keep) => {
      await keep?.({ ...tokens, accessToken: 'dora-renewed' });
      await down();
    };
    await endAt();
    shop.meanwhile.revoke = up;
    shop.after(2 * minute);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora-renewed']);
  });

  test('also when the process dies before it was told', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'connect-revocations-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const database = `sqlite:${join(folder, 'connect.db')}`;
    const dying = await createRecipients({ database });
    const next = await createRecipients({ database });
    await dying.browser().connect((await dying.link()).url, 'dora');
    const [connection] = await dying.connections();
    const never = gate();
    dying.meanwhile.revoke = never.pass;
    void dying.call('DELETE', `/v1/connections/${connection?.id}`);
    await never.arrived;
    expect(await next.connection(connection?.id ?? '')).toMatchObject({ status: 'disconnected' });
    // Not while it may only be slow.
    await next.runDue();
    expect(next.revoked).toEqual([]);
    next.after(minute);
    await next.runDue();
    expect(next.revoked).toEqual(['dora']);
    never.open();
    await next.close();
    await dying.close();
  });

  test('not where the account is connected again before the platform could be told, but when that has ended, too', async () => {
    const link = await shop.link();
    await shop.browser().connect(link.url, 'dora');
    shop.meanwhile.revoke = down;
    const id = await endAt();
    shop.meanwhile.revoke = up;
    await shop.browser().connect(link.url, 'dora');
    shop.after(2 * minute);
    await shop.runDue();
    expect([shop.revoked, await shop.connection(id)]).toEqual([[], expect.objectContaining({ status: 'active' })]);
    await endAt();
    expect(shop.revoked).toEqual(['dora']);
    shop.after(hour);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora']);
  });

  test('not while the account is being connected, however long that takes', async () => {
    const picture = gate();
    const pictures = await cannedServer((_request, response) => void picture.pass().then(() => response.writeHead(404).end()));
    onTestFinished(() => pictures.close());
    await shop.close();
    shop = await createRecipients({ allowedHosts: [pictures.host] });
    const link = await shop.link();
    await shop.browser().connect(link.url, 'dora');
    shop.meanwhile.revoke = down;
    await endAt();
    shop.meanwhile.revoke = up;
    shop.after(2 * minute);
    shop.meanwhile.picture = `${pictures.origin}/dora.png`;
    const arriving = shop.browser().connect(link.url, 'dora');
    await picture.arrived;
    await shop.runDue();
    expect(shop.revoked).toEqual([]);
    picture.open();
    expect((await arriving).text).toContain('@dora is connected');
  });

  test.each(['connected', 'refused'])('whoever connects it just then waits until that is over, and is %s as the platform then says', async (outcome) => {
    const link = await shop.link();
    await shop.browser().connect(link.url, 'dora');
    const revoking = gate();
    shop.meanwhile.revoke = revoking.pass;
    const ended = endAt();
    await revoking.arrived;
    let asked = 0;
    const asking = gate();
    shop.meanwhile.work = async () => {
      asked += 1;
      if (asked === 1) void asking.pass();
      if (asked === 2 && outcome === 'refused') throw new PlatformFailure('token_refused', 'Example, account: no.');
    };
    let page: Seen | undefined;
    const arriving = shop.browser().connect(link.url, 'dora').then((seen) => (page = seen));
    await asking.arrived;
    // Long enough for whoever would not wait.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([page, asked]).toEqual([undefined, 1]);
    revoking.open();
    const id = await ended;
    const seen = await arriving;
    expect(asked).toBe(2);
    expect(await shop.connection(id)).toMatchObject({ status: outcome === 'connected' ? 'active' : 'disconnected' });
    expect(seen.text).toContain(outcome === 'connected' ? '@dora is connected' : 'Example');
    expect(seen.status).toBe(outcome === 'connected' ? 200 : 503);
  });
});

describe('accounts that nobody has chosen from', () => {
  const ask = async (platform = 'example') => {
    const link = await shop.link({ platforms: [platform] });
    const person = shop.browser();
    const question = await person.arrive(await person.start(link.url, { platform }), 'dora,emil');
    expect(question.path).toMatch(/\/choose$/);
    return { person, question, link };
  };
  const failures = async () => (await shop.events()).filter(({ type }) => type === 'flow.failed').map(({ data }) => data['code']);

  test('are given back to the platform after ten minutes, although nobody comes back', async () => {
    const { person, question } = await ask();
    shop.after(10 * minute - 1);
    await shop.runDue();
    expect([shop.revoked, await failures()]).toEqual([[], []]);
    // The next round of the work in the background.
    shop.after(13 * minute);
    await shop.runDue();
    expect([shop.revoked, await failures()]).toEqual([['dora,emil'], ['choice_expired']]);
    expect((await person.open(question.path.replace('/choose', '/done'))).text).toContain('The choice has run out of time');
    shop.after(12 * minute);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora,emil']);
  });

  test('and another attempt of the same person, whose access has ended with it, connects nothing that is dead', async () => {
    const { person, question } = await ask();
    let refuses = false;
    shop.meanwhile.work = () => (refuses ? Promise.reject(new PlatformFailure('token_refused', 'Example, account: no.')) : Promise.resolve());
    await ask();
    refuses = true;
    const form = new URLSearchParams({ answer: 'yes', account: 'dora' });
    const page = await person.post(question.path, Object.fromEntries(form));
    expect([page.status, await shop.connections()]).toEqual([503, []]);
  });

  test('also where the work in the background was done only days later', async () => {
    await ask();
    shop.after(72 * hour);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora,emil']);
  });

  test('not where one of them is connected otherwise by the same way', async () => {
    await shop.browser().connect((await shop.link()).url, 'emil');
    await ask();
    shop.after(12 * minute);
    await shop.runDue();
    expect([shop.revoked, await failures()]).toEqual([[], ['choice_expired']]);
  });

  test('where the platform does not answer then: later', async () => {
    await ask();
    shop.meanwhile.revoke = down;
    shop.after(12 * minute);
    await shop.runDue();
    expect(shop.revoked).toEqual([]);
    shop.meanwhile.revoke = up;
    shop.after(2 * minute);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora,emil']);
  });

  test.each(['None of these', 'a new attempt'])('by %s, although the platform does not answer just then', async (end) => {
    const { person, question, link } = await ask();
    shop.meanwhile.revoke = down;
    if (end === 'a new attempt') {
      const fid = /cf_[\w-]+/.exec(question.path)?.[0] ?? '';
      await person.start(link.url, { fid });
    } else {
      await person.post(question.path, { answer: 'no' });
    }
    shop.meanwhile.revoke = up;
    expect(shop.revoked).toEqual([]);
    shop.after(2 * minute);
    await shop.runDue();
    expect(shop.revoked).toEqual(['dora,emil']);
  });
});

test('what came is not given back where the platform does not tell whose it is: a connection may live from it', async () => {
  const link = await shop.link();
  await shop.browser().connect(link.url, 'dora');
  shop.meanwhile.work = () => Promise.reject(new PlatformFailure('unavailable', 'Example, account: no.'));
  await shop.browser().connect(link.url, 'dora.2');
  shop.after(hour);
  await shop.runDue();
  expect([shop.revoked, await shop.connections()]).toEqual([[], [expect.objectContaining({ status: 'active' })]]);
  expect(logged).toContainEqual({ level: 'warn', message: expect.stringContaining('it did not tell whose it is') as string });
});

describe('an account that comes by another way', () => {
  test('leaves nothing of the earlier way at the platform', async () => {
    const link = await shop.link({ platforms: ['example', 'detour'] });
    const person = shop.browser();
    await person.arrive(await person.start(link.url, { platform: 'detour' }), 'dora');
    const [before] = await shop.connections();
    expect(before).toMatchObject({ platform: 'example', route: 'detour' });
    await shop.browser().connect(link.url, 'dora');
    expect(await shop.connections()).toMatchObject([{ id: before?.id, route: 'example', status: 'active' }]);
    expect(shop.revoked).toEqual(['dora by a detour']);
  });

  test('ends no other connection by the earlier way', async () => {
    const link = await shop.link({ platforms: ['example', 'detour'] });
    await shop.call('PUT', '/v1/workspaces/other', { name: 'Other' });
    const elsewhere = await shop.link({ workspace: 'other', platforms: ['detour'] });
    for (const { url } of [link, elsewhere]) {
      const person = shop.browser();
      await person.arrive(await person.start(url, { platform: 'detour' }), 'dora');
    }
    await shop.browser().connect(link.url, 'dora');
    expect(shop.revoked).toEqual([]);
  });
});

test('however two nodes end and connect an account at once, a connection that is alive is alive at the platform', async () => {
  const schema = await createSchema();
  onTestFinished(() => schema.drop());
  const [here, there] = [await createRecipients({ database: schema.url }), await createRecipients({ database: schema.url })];
  /** A revocation ends all that the person has been given, as TikTok's and Facebook's does. */
  const issued = new Set<string>();
  const dead = new Set<string>();
  const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
  for (const { meanwhile } of [here, there]) {
    meanwhile.work = async ({ accessToken }) => {
      issued.add(accessToken);
      await pause();
      if (dead.has(accessToken)) throw new PlatformFailure('token_refused', 'Example, account: no.');
    };
    meanwhile.refresh = async ({ accessToken }) => {
      if (dead.has(accessToken)) throw new PlatformFailure('token_refused', 'Example, refresh: no.');
      issued.add(`${accessToken}-2`);
    };
    meanwhile.revoke = async () => {
      await pause();
      for (const token of issued) dead.add(token);
      await pause();
    };
  }
  const link = await here.link();
  await here.call('PUT', '/v1/workspaces/other', { name: 'Other' });
  const elsewhere = await here.link({ workspace: 'other' });
  const list = (workspace: string) => here.call<{ data: Connection[] }>('GET', `/v1/connections?workspace=${workspace}`);
  const alive = async () => {
    const all = [...(await list('shop')).data, ...(await list('other')).data];
    return all.filter(({ status }) => status === 'active');
  };
  let outlived = 0;
  for (let round = 0; round < 16; round += 1) {
    const ends = (await alive()).map(({ id }) => here.call('DELETE', `/v1/connections/${id}`));
    const to = round % 2 === 0 ? link : elsewhere;
    await Promise.all([...ends, pause().then(() => there.browser().connect(to.url, `dora.${round}`))]);
    // What the platform was not told because the account lives, nobody tells it later. Where neither transaction saw the other,
    // a connection that is dead says so within a minute.
    for (const { after } of [here, there]) after(2 * minute);
    await here.runDue();
    for (const { id } of await alive()) {
      const { accessToken } = await here.call<{ accessToken: string }>('POST', `/v1/connections/${id}/token`);
      expect(dead).not.toContain(accessToken);
      outlived += 1;
    }
  }
  expect([outlived > 3, dead.size > 3]).toEqual([true, true]);
  await there.close();
  await here.close();
});
