import type { Hono } from 'hono';
import { recipient } from '../caller.ts';
import { permissionsOf } from '../grants.ts';
import { isEndedThere, receiptEndPage, receiptPage, type ReceiptProps } from '../pages/index.ts';
import { platformName } from '../platform-names.ts';
import { Refused } from '../problem.ts';
import type { Environment, Exchange } from './environment.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';

/** The recipient's private page about a connection. */
export const mountReceiptPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, receipts, endings, banners, links } = parts;
  const { origin, platforms, storage } = context;

  const propsOf = async (exchange: Exchange): Promise<ReceiptProps & { readonly connection: string }> => {
    const secret = exchange.req.param('receipt') ?? '';
    const found = await receipts.bySecret(secret);
    if (found === undefined) throw new Refused('receipt_not_found');
    const { connection, link, workspace } = found;
    const platform = platforms.get(connection.route);
    const counted = await storage.link(link.id);
    const usable = counted && ['active', 'exhausted'].includes((await links.judge(counted)).status);
    const ended = connection.status === 'disconnected';
    const frame = answers.frame(exchange.req.raw, 'page', { link, workspace });
    return {
      ...frame,
      connection: connection.id,
      org: banners.orgOf({ workspace }),
      path: `/r/${secret}`,
      url: `${origin}/r/${secret}`,
      status: connection.status,
      rejected: connection.reason === 'approval_rejected',
      endedThere: isEndedThere(connection.reason) ? connection.reason : null,
      account: {
        platform: platformName(platforms, connection.platform),
        handle: connection.handle,
        displayName: connection.displayName,
        picture: connection.picture === null ? null : `/pictures/${connection.picture}`,
      },
      sharer: { name: link.sharedByName, email: link.sharedByEmail },
      since: found.receipt.createdAt,
      lastUsed: connection.lastUsedAt,
      endedAt: ended ? connection.updatedAt : null,
      grants: platform === undefined ? [] : permissionsOf(platform, connection.scopesGranted, frame.language.texts),
      linkPath: usable ? links.repairPathFor(link, found.receipt, connection.id) : null,
    };
  };

  app.get('/r/:receipt', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      const props = await propsOf(exchange);
      const asks = exchange.req.query('end') !== undefined && props.status !== 'disconnected';
      return answers.send(asks ? receiptEndPage(props) : receiptPage(props), 'hosted');
    }),
  );

  app.post('/r/:receipt/disconnect', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const { connection } = await propsOf(exchange);
      const outcome = await endings.end(connection, {
        type: 'connection.disconnected',
        reason: 'disconnected_by_recipient',
        actor: recipient,
      });
      return answers.send(receiptPage({ ...(await propsOf(exchange)), endConfirmed: outcome === 'revoked' }), 'hosted');
    }),
  );

  app.all('/r/:receipt/disconnect', (exchange) => answers.notThisWay(exchange, 'POST'));
  app.all('/r/:receipt', (exchange) => answers.notThisWay(exchange, 'GET'));
};
