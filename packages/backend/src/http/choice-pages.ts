import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { openChoice } from '../choices.ts';
import { flowStatusAt } from '../flow-status.ts';
import { choosePage, type ChooseProps } from '../pages/index.ts';
import { Refused } from '../problem.ts';
import { readText } from './body.ts';
import type { Environment, Exchange } from './environment.ts';
import { createHeldFlows, type HeldFlow } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

const Answer = z.object({ answer: z.enum(['yes', 'no']) });

/** Asks which of several accounts to connect, in the browser that may know whose they are. */
export const mountChoicePages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, attempts, banners } = parts;
  const { origin, vault, now } = context;
  const held = createHeldFlows(parts);

  const requireKnown = async (exchange: Exchange): Promise<HeldFlow> => {
    const shown = await held.require(exchange);
    if (!shown.knows) throw new Refused('flow_not_yours');
    return shown;
  };

  const page = async (exchange: Exchange, { flow }: HeldFlow, again?: ChooseProps['again']): Promise<Response> => {
    const choice = openChoice(vault, flow);
    if (choice === undefined || flowStatusAt(flow, now()).status !== 'pending_confirm') {
      return exchange.redirect(`/f/${flow.fid}/done`, 303);
    }
    const judged = await held.linkOf(flow);
    const { maxConnections } = judged.link;
    const room = maxConnections === null ? Infinity : Math.max(0, maxConnections - judged.connectionCount);
    return answers.send(
      choosePage({
        ...answers.frame(exchange.req.raw, 'page', judged),
        org: banners.orgOf(judged),
        fid: flow.fid,
        accounts: choice.accounts.map(({ id, handle, displayName }) => ({ id, handle, displayName })),
        ...(room < choice.accounts.length && { room }),
        ...(again && { again }),
      }),
      'window',
    );
  };

  app.get('/f/:fid/choose', (exchange) =>
    answers.guarded(exchange, 'window', async () => page(exchange, await requireKnown(exchange))),
  );

  app.post('/f/:fid/choose', (exchange) =>
    answers.guarded(exchange, 'window', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const shown = await requireKnown(exchange);
      const form = new URLSearchParams(await readText(exchange.req.raw));
      const { answer } = validate(Answer, { answer: form.get('answer') }, 'form');
      const ticked = form.getAll('account');
      const outcome = await attempts.choose(shown.flow, answer === 'yes' ? ticked : null);
      if (outcome === 'done') return exchange.redirect(`/f/${shown.flow.fid}/done`, 303);
      return page(exchange, shown, { why: outcome, ticked });
    }),
  );

  app.all('/f/:fid/choose', (exchange) => answers.notThisWay(exchange, 'GET, POST'));
};
