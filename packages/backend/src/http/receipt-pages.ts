import type { Hono } from 'hono';
import { recipient } from '../caller.ts';
import { endedAccess } from '../ended-access.ts';
import { permissionsOf } from '../grants.ts';
import { receiptEndPage, receiptForgetPage, receiptForgottenPage, receiptPage, type ReceiptProps } from '../pages/index.ts';
import { platformName } from '../platform-names.ts';
import { Refused } from '../problem.ts';
import type { Environment, Exchange } from './environment.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';

/** The recipient's private page about a connection. */
export const mountReceiptPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, receipts, endings, deletions, banners, links } = parts;
  const { origin, platforms, storage } = context;

  const propsOf = async (exchange: Exchange): Promise<ReceiptProps & { readonly connection: string }> => {
    const secret = exchange.req.param('receipt') ?? '';
    const found = await receipts.bySecret(secret);
    if (found === undefined) throw new Refused('receipt_not_found');
    const { connection, link, workspace } = found;
    const platform = platforms.get(connection.route);
    const counted = await storage.link(link.id);
    const usable = counted && ['active', 'exhausted'].includes((await links.judge(counted)).status);
    const over = found.receipt.overAt;
    const status = over === null ? connection.status : 'disconnected';
    const frame = answers.frame(exchange.req.raw, 'page', { link, workspace });
    return {
      ...frame,
      connection: connection.id,
      org: banners.orgOf({ workspace }),
      path: `/r/${secret}`,
      url: `${origin}/r/${secret}`,
      status,
      isOver: over !== null,
      reason: connection.reason,
      route: { id: connection.route, name: platform?.name ?? connection.route },
      account: {
        platform: platformName(platforms, connection.platform),
        // What it is called by now is for those who have it now.
        handle: over === null ? connection.handle : '',
        displayName: over === null ? connection.displayName : null,
        picture: connection.picture === null || over !== null ? null : `/pictures/${connection.picture}`,
      },
      sharer: { name: link.sharedByName, email: link.sharedByEmail },
      since: found.receipt.createdAt,
      lastUsed: over === null ? connection.lastUsedAt : null,
      revocation: over === null ? await endedAccess(storage, connection) : null,
      endedAt: over ?? (status === 'disconnected' ? connection.updatedAt : null),
      grants: platform === undefined ? [] : permissionsOf(platform, connection.scopesGranted, frame.language.texts),
      declined: platform === undefined ? [] : permissionsOf(platform, connection.scopesMissing, frame.language.texts),
      linkPath: usable && over === null ? links.repairPathFor(link, found.receipt, connection) : null,
    };
  };

  app.get('/r/:receipt', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      const props = await propsOf(exchange);
      if (exchange.req.query('forget') !== undefined && !props.isOver) return answers.send(receiptForgetPage(props), 'hosted');
      const asks = exchange.req.query('end') !== undefined && props.status !== 'disconnected';
      return answers.send(asks ? receiptEndPage(props) : receiptPage(props), 'hosted');
    }),
  );

  app.post('/r/:receipt/disconnect', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const props = await propsOf(exchange);
      if (props.isOver) return answers.send(receiptPage(props), 'hosted');
      await endings.end(props.connection, { type: 'connection.disconnected', reason: 'disconnected_by_recipient', actor: recipient });
      return answers.send(receiptPage(await propsOf(exchange)), 'hosted');
    }),
  );

  app.post('/r/:receipt/forget', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const props = await propsOf(exchange);
      if (props.isOver) return answers.send(receiptPage(props), 'hosted');
      // What became of it before, where it had ended already: whose it was nobody knows any longer.
      const revocation = (await deletions.forget(props.connection, recipient)) ?? props.revocation ?? null;
      return answers.send(receiptForgottenPage({ ...props, revocation }), 'hosted');
    }),
  );

  app.all('/r/:receipt/forget', (exchange) => answers.notThisWay(exchange, 'POST'));
  app.all('/r/:receipt/disconnect', (exchange) => answers.notThisWay(exchange, 'POST'));
  app.all('/r/:receipt', (exchange) => answers.notThisWay(exchange, 'GET'));
};
