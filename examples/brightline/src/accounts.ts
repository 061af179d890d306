import { isConnectError, type Connection } from '@connect/sdk';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { accountNews, type Reading } from './pages/account-row.ts';
import { accountsPage } from './pages/accounts.ts';
import { questionPage } from './pages/question.ts';
import { isPlatform, PlatformError, platformName, readProfile } from './platforms.ts';
import type { Product } from './product.ts';

const id = ':id{con_[A-Za-z0-9]{20,32}}';

/** Working accounts first, ended ones last; within each, the newest first as they came. */
const inOrder = (connections: readonly Connection[]): Connection[] =>
  connections.toSorted((a, b) => Number(a.status === 'disconnected') - Number(b.status === 'disconnected'));

/** The pages of the connected accounts. */
export const accounts = (product: Product): Hono => {
  const { connect, settings, visit } = product;
  const app = new Hono();

  const list = async (cursor?: string) => {
    const { data, nextCursor } = await connect.connections.list({ workspace: visit().workspace.id, limit: 100, cursor });
    return { connections: inOrder(data), older: nextCursor === null ? undefined : `/?cursor=${nextCursor}` };
  };

  /** The key opens every workspace, so the product makes sure that this account is one of its customer's. */
  const find = async (id: string): Promise<Connection | undefined> => {
    try {
      const connection = await connect.connections.get(id);
      return connection.workspace === visit().workspace.id ? connection : undefined;
    } catch (error) {
      if (isConnectError(error, 'not_found')) return undefined;
      throw error;
    }
  };

  /** Connect hands the token to this server, and this server calls the platform. It goes no further. */
  const read = async ({ id, platform, account }: Connection): Promise<Reading> => {
    if (!isPlatform(platform)) return { problem: `Brightline can’t read profiles at ${platformName(platform)}.` };
    try {
      return {
        profile: await readProfile(platform, settings.platformApis[platform], await connect.connections.getAccessToken(id)),
      };
    } catch (error) {
      if (error instanceof PlatformError) return { problem: error.message };
      if (isConnectError(error, 'platform_unavailable')) {
        return { problem: `${platformName(platform)} isn’t answering. Try again in a few minutes.` };
      }
      if (isConnectError(error, 'token_unavailable')) {
        return { problem: `${account.handle} needs to be connected again before it can be read.` };
      }
      throw error;
    }
  };

  app.get('/', async (c) => {
    const { connections, older } = await list(c.req.query('cursor'));
    const ended = connections.find(
      (connection) => connection.id === c.req.query('ended') && connection.status === 'disconnected',
    );
    return c.html(
      accountsPage({ visit: visit(), connections, older, news: ended && `${ended.account.handle} is disconnected.` }),
    );
  });

  app.get('/accounts.json', async (c) => c.json({ accounts: (await list()).connections.map(accountNews) }));

  // A POST, because asking for a token may renew it.
  app.post(`/accounts/${id}/profile`, async (c) => {
    const connection = await find(c.req.param('id'));
    if (connection === undefined) return c.notFound();
    const result = await read(connection);
    const { connections, older } = await list();
    const reading = { id: connection.id, result };
    return c.html(accountsPage({ visit: visit(), connections, older, reading }), 'problem' in result ? 502 : 200);
  });

  app.get(`/accounts/${id}/disconnect`, async (c) => {
    const connection = await find(c.req.param('id'));
    if (connection === undefined) return c.notFound();
    const heading = html`Disconnect <bdi>${connection.account.handle}</bdi>?`;
    const text = 'Brightline stops using it at once. Your client can connect it again with the same link.';
    return c.html(
      questionPage({
        visit: visit(),
        place: '/',
        title: 'Disconnect an account',
        heading,
        text,
        action: c.req.path,
        verb: 'Disconnect',
      }),
    );
  });

  app.post(`/accounts/${id}/disconnect`, async (c) => {
    const connection = await find(c.req.param('id'));
    if (connection === undefined) return c.notFound();
    await connect.connections.disconnect(connection.id);
    return c.redirect(`/?ended=${connection.id}`, 303);
  });

  return app;
};
