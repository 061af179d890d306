import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson } from './person.ts';
import { createWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
  await world.workspace();
});
afterAll(() => world.close());

test.each([
  ['tiktok', 'no longer has access to @harbourcoffee, and we deleted the keys', 'may still list'],
  ['instagram', 'may still list Brightline. To be certain, remove it', 'no longer has access to'],
] as const)('after a disconnect, the receipt of %s says what has ended, and what only its owner can end', async (platform, said, not) => {
  const link = await world.link({ platforms: [platform] });
  const person = createPerson(world);
  const page = await person.connect(link.url, platform);
  const receipt = /\/r\/rc_[\w-]+/.exec(page.html)?.[0] ?? '';
  const answers = [await (await person.send('POST', `${receipt}/disconnect`)).text(), (await person.open(receipt)).html];
  for (const html of answers) {
    const text = html.slice(html.indexOf('<main')).replaceAll(/<\/?bdi[^>]*>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(said);
    expect(text).not.toContain(not);
  }
});
