import { expect, onTestFinished, test } from 'vitest';
import { PlatformFailure } from './platforms/port.ts';
import { createRecipients, minute } from './recipient.test.fixture.ts';

const second = 1000;
const refused = () => Promise.reject(new PlatformFailure('token_refused', 'Example: no.'));

/** A connection of this moment, and how often the platform was asked about it. */
const connectedNow = async () => {
  const shop = await createRecipients();
  onTestFinished(() => shop.close());
  const link = await shop.link();
  await shop.browser().connect(link.url, 'dora');
  const [row] = await shop.connections();
  let asked = 0;
  shop.meanwhile.check = () => {
    asked += 1;
    return Promise.resolve();
  };
  /** The platform tells that the access ended so many ms before this consent. */
  const toldOf = async (before: number): Promise<void> => {
    await shop.notice('dora', { occurredAt: shop.now() - before });
    shop.after(5 * second);
    await shop.runDue();
  };
  return { shop, link, toldOf, asked: () => asked, connection: () => shop.connection(row?.id ?? '') };
};

test('an end that the platform dates shortly before a consent is not believed blindly: the platform is asked, and what lives stays', async () => {
  const { shop, toldOf, asked, connection } = await connectedNow();
  const before = await connection();
  await toldOf(2 * second);
  expect(asked()).toBe(1);
  expect(await connection()).toEqual(before);
  await shop.runDue();
  expect(asked()).toBe(1);
});

test('where the access has ended indeed, by a clock that differs or while its person was still choosing, that is known at once', async () => {
  for (const before of [2 * second, 20 * minute]) {
    const { shop, link, toldOf, connection } = await connectedNow();
    shop.meanwhile.check = refused;
    shop.meanwhile.refresh = refused;
    await toldOf(before);
    expect(await connection()).toMatchObject({ status: 'needs_reconnect', reason: 'refresh_refused' });
    await shop.browser().connect(link.url, 'dora');
    expect(await connection()).toMatchObject({ status: 'active', reason: 'repaired' });
  }
});

test('an end of long before a consent, which platforms repeat for days, has nobody asked', async () => {
  const { toldOf, asked, connection } = await connectedNow();
  await toldOf(20 * minute + 2 * second);
  expect(asked()).toBe(0);
  expect(await connection()).toMatchObject({ status: 'active', reason: 'connected' });
});
