import assert from 'node:assert/strict';
import type { Account, Exchange, NoticeReading, NoticeRequest, PlatformNotice } from '../../platforms/port.ts';
import type { PlatformDriver } from './driver.ts';
import type { Suite } from './suite.ts';

/** What the platform tells by itself. */
export const noticeChecks = ({ check, traits }: Suite): void => {
  const { notices: told } = traits;
  if (told === undefined) return;

  check('is told that the person has removed the app, by an id that it knows, and when', async ({ driver, connect, accountOf }) => {
    const exchange = await connect(driver.people[0]);
    const account = await accountOf(exchange);
    await driver.advance(60_000);
    await driver.endAccess(driver.people[0]);
    const requests = await sentBy(driver);
    assert.ok(requests.length > 0, 'The platform has sent nothing.');
    for (const request of requests) {
      const notice = oneOf(readBy(driver, request));
      assert.equal(notice.kind, 'access_ended');
      assertMeans(notice, exchange, account);
      assert.ok(Math.abs(notice.occurredAt - driver.now()) <= 1000, 'It happened at another time.');
    }
  });

  check('believes no notice that was changed, that is old, or that came to another address', async ({ driver, connect }) => {
    await connect(driver.people[0]);
    await driver.endAccess(driver.people[0]);
    const [request] = await sentBy(driver);
    assert.ok(request, 'The platform has sent nothing.');
    const { body } = request;
    const ofByte = (at: number): NoticeRequest => ({ ...request, body: body.map((byte, index) => (index === at ? byte ^ 1 : byte)) });
    for (const at of [Math.floor(body.length / 2), body.length - 3]) refused(readBy(driver, ofByte(at)));
    refused(readBy(driver, { ...request, body: body.subarray(0, -1) }));
    refused(readBy(driver, { ...request, body: new Uint8Array() }));
    refused(readBy(driver, { ...request, channel: 'elsewhere' }));
    assert.equal(readBy(driver, request).kind, 'genuine');
    await driver.advance(4 * 86_400_000);
    assert.deepEqual(readBy(driver, request), { kind: 'refused', fault: 'untimely' });
  });

  if (told !== 'with_deletion') return;
  check('is told that the person wants their data deleted', async ({ driver, connect, accountOf }) => {
    const exchange = await connect(driver.people[0]);
    const account = await accountOf(exchange);
    assert.ok(driver.askForDeletion, 'The driver cannot ask for deletion.');
    await driver.askForDeletion(driver.people[0]);
    const notices = (await sentBy(driver)).map((request) => oneOf(readBy(driver, request)));
    const deletion = notices.find(({ kind }) => kind === 'deletion_requested');
    assert.ok(deletion, 'No notice asks for deletion.');
    assertMeans(deletion, exchange, account);
  });
};

const sentBy = (driver: PlatformDriver): Promise<readonly NoticeRequest[]> => {
  assert.ok(driver.sent, 'The driver does not tell what the platform has sent.');
  return driver.sent();
};

const readBy = ({ platform }: PlatformDriver, request: NoticeRequest): NoticeReading => {
  assert.ok(platform.notices, 'The adapter reads no notices.');
  return platform.notices.read(request);
};

const oneOf = (reading: NoticeReading): PlatformNotice => {
  if (reading.kind === 'refused') return assert.fail(`The notice was refused: ${reading.fault}.`);
  const [notice, ...more] = reading.notices;
  assert.ok(notice, 'There is nothing in it.');
  assert.deepEqual(more, []);
  return notice;
};

/** Some of its ids must be among those that are kept of the account. */
const assertMeans = ({ accountIds }: PlatformNotice, { altIds }: Exchange, account: Account): void => {
  const kept = [account.id, ...account.altIds, ...altIds];
  assert.ok(accountIds.some((id) => kept.includes(id)), 'It names the account by an id that is not kept.');
};

const refused = (reading: NoticeReading): void => assert.equal(reading.kind, 'refused');
