import type { LinkWithUrl } from '@connect/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, newFlow, type Person, type Seen } from './person.ts';
import { createWorld, type World } from './world.ts';

/** Dana works at an agency: three clients' accounts are behind the Pages that she manages. */
const dana = 'dana.brooks';
let world: World;
let ahead = 0;

beforeAll(async () => {
  world = await createWorld({ now: () => Date.now() + ahead });
  await world.workspace();
});
afterAll(() => world.close());

/** A link, in a workspace where nothing is connected. */
const facebookLink = async (): Promise<LinkWithUrl> => {
  for await (const { id } of world.client.connections.all({ workspace: 'northlight' })) await world.client.connections.disconnect(id);
  return world.link({ platforms: ['facebook'] });
};

/** The ids that are offered on a page, by handle. */
const offersOn = ({ html }: Seen): ReadonlyMap<string, string> => {
  const offers = [...html.matchAll(/name="account" value="(\d+)"[^>]*>\s*<span><bdi>(@[\w.]+)</g)];
  return new Map(offers.map(([, id = '', handle = '']) => [handle, id]));
};

/** Somebody who is asked which accounts to connect. */
const asked = async () => {
  const link = await facebookLink();
  const person = createPerson(world);
  const page = await person.connect(link.url, 'facebook', { account: dana, assets: 'all' });
  expect(page.title).toBe('Which accounts may Northlight Studio use?');
  return { person, path: new URL(page.url).pathname, offers: offersOn(page) };
};

const choose = async (person: Person, path: string, ids: readonly string[]): Promise<Response> => {
  const form = new URLSearchParams({ answer: 'yes' });
  for (const id of ids) form.append('account', id);
  return person.send('POST', path, form);
};

const connected = async (): Promise<readonly string[]> =>
  (await world.client.connections.list({ workspace: 'northlight' })).data
    .filter(({ status }) => status !== 'disconnected')
    .map(({ account }) => account.handle);

test('an account that was not offered is not connected by its id, neither alone nor beside one that was', async () => {
  const { person, path, offers } = await asked();
  expect([...offers.keys()]).toContain('@noor.studio');
  const stranger = '17841499999999999';
  expect((await choose(person, path, [stranger])).status).toBe(422);
  expect(await connected()).toEqual([]);
  await choose(person, path, [stranger, offers.get('@noor.studio') ?? '']);
  expect(await connected()).toEqual(['@noor.studio']);
});

test('of two answers at the same time one counts', async () => {
  const { person, path, offers } = await asked();
  const answers = ['@noor.studio', '@kitsune.ramen'].map((handle) => choose(person, path, [offers.get(handle) ?? '']));
  for (const answer of await Promise.all(answers)) expect(answer.headers.get('location')).toBe(path.replace('choose', 'done'));
  expect(await connected()).toHaveLength(1);
});

test('a second yes in the browser that confirmed changes nothing: the question still stands', async () => {
  const link = await facebookLink();
  const [one, other] = [createPerson(world), createPerson(world)];
  const address = await one.launch(link.url, 'facebook', newFlow());
  const confirm = await other.open(await one.authorize('facebook', address, { account: dana, assets: 'all' }));
  const yes = () => other.send('POST', new URL(confirm.url).pathname, new URLSearchParams({ answer: 'yes' }));
  const page = await other.open((await yes()).headers.get('location') ?? '');
  expect(page.title).toBe('Which accounts may Northlight Studio use?');
  const { counts } = world.facebook.control.log();
  await yes();
  expect(world.facebook.control.log().counts).toEqual(counts);
  await choose(other, new URL(page.url).pathname, [offersOn(page).get('@noor.studio') ?? '']);
  expect(await connected()).toEqual(['@noor.studio']);
});

test('a question that was left open for longer than ten minutes is over, and connects nothing', async () => {
  const { person, path, offers } = await asked();
  ahead += 10 * 60_000 + 1;
  const answer = await choose(person, path, [offers.get('@noor.studio') ?? '']);
  expect((await person.open(answer.headers.get('location') ?? '')).title).toBe('The choice has run out of time');
  expect(await connected()).toEqual([]);
});
