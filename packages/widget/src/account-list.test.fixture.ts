import type { Connection, Session } from '@connect/sdk';
import { expect } from '@esm-bundle/chai';
import './connect-account-list.define.ts';
import type { ConnectAccountList } from './connect-account-list.ts';
import { placeSharer, until, type SharerHarness } from './sharer.test.fixture.ts';

const eventNames = ['connect-account-added', 'connect-account-changed', 'connect-session-failed'];

/** An account list as a person meets it. */
export type List = SharerHarness<ConnectAccountList>;

/** Puts an account list into the page. */
export const place = (session?: Session | (() => Session | Promise<Session>), attributes: Record<string, string> = {}, content = ''): Promise<List> =>
  placeSharer<ConnectAccountList>('connect-account-list', session, { attributes, eventNames, content });

/** An account by its handle. */
export const account = (handle: string, more: Partial<Connection['account']> = {}): Connection['account'] => ({
  id: handle,
  handle,
  displayName: null,
  pictureUrl: null,
  type: null,
  ...more,
});

/** Puts a list into the page, and waits for its rows. */
export const shown = async (session: Session): Promise<List> => {
  const list = await place(session);
  await until('the rows are there', () => list.has('li[data-id]'));
  return list;
};

/** The row in which this is written. */
export const row = (list: List, handle: string): HTMLElement =>
  [...list.root.querySelectorAll<HTMLElement>('li[data-id]')].find((one) => one.textContent?.includes(handle)) ?? expect.fail(`no row of ${handle}`);
