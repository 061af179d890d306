import { ConnectionId, limits } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { undoPage } from '../pages/index.ts';
import { Refused } from '../problem.ts';
import { readText } from './body.ts';
import { createConnectedAccounts } from './connected-accounts.ts';
import type { Environment } from './environment.ts';
import { createHeldFlows } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

const Undo = z.object({ connection: ConnectionId });

/** Takes back what a flow has just connected, and says why where that cannot be. */
export const mountUndoPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, undos } = parts;
  const { storage, origin } = context;
  const held = createHeldFlows(parts);
  const accountsOf = createConnectedAccounts(parts);

  app.post('/f/:fid/undo', (exchange) =>
    answers.guarded(exchange, 'window', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const { flow, knows } = await held.require(exchange);
      if (!knows) throw new Refused('flow_not_yours');
      const form = Object.fromEntries(new URLSearchParams(await readText(exchange.req.raw)));
      const { connection } = validate(Undo, form, 'form');
      const outcome = await undos.undo(flow, connection);
      if (outcome === undefined) throw new Refused('flow_not_yours');
      if (outcome === 'ended') return exchange.redirect(`/f/${flow.fid}/done`, 303);
      const judged = await held.linkOf(flow);
      const frame = answers.frame(exchange.req.raw, 'page', judged);
      const row = await storage.connection(connection);
      const [account] = row === undefined ? [] : await accountsOf(flow, [row], frame.language.texts);
      if (account === undefined) throw new Refused('flow_not_yours');
      return answers.send(
        undoPage({
          ...frame,
          why: outcome,
          minutes: limits.undoMinutes,
          account,
          receiptPath: new URL(account.receiptUrl).pathname,
          backPath: `/f/${flow.fid}/done`,
        }),
        'window',
      );
    }),
  );

  app.all('/f/:fid/undo', (exchange) => answers.notThisWay(exchange, 'POST'));
};
