import type { RefusalCode } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { flowStatusAt } from '../flow-status.ts';
import { confirmPage } from '../pages/index.ts';
import { platformName } from '../platform-names.ts';
import { Refused } from '../problem.ts';
import { readText } from './body.ts';
import { flowCookies, setFlowCookie } from './cookies.ts';
import type { Environment } from './environment.ts';
import { createHeldFlows } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import { callbackHeaders } from './page-headers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

const Answer = z.object({ answer: z.enum(['yes', 'no']) });

/** What follows the platform: its redirect back, and the question in another browser. */
export const mountFlowPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, flows, attempts } = parts;
  const { origin, platforms, now } = context;
  const held = createHeldFlows(parts);

  app.get('/oauth/:platform/callback', (exchange) =>
    answers.guarded(exchange, 'window', async () => {
      const request = exchange.req.raw;
      // Hono answers HEAD with the GET handler; a link checker must not spend a state.
      if (request.method !== 'GET') return answers.notThisWay(exchange, 'GET');
      const outcome = await attempts.callback({
        platform: exchange.req.param('platform'),
        query: new URL(request.url).searchParams,
        binds: flowCookies(request, 'bind'),
        confirms: flowCookies(request, 'confirm'),
        destination: request.headers.get('sec-fetch-dest') ?? undefined,
      });
      const location =
        outcome.to === 'refusal'
          ? `/oauth/${encodeURIComponent(exchange.req.param('platform'))}/refused?code=${outcome.code}`
          : `/f/${outcome.fid}/${outcome.to}`;
      // The empty fragment of our own keeps the platform's (`#_`) from being carried along (Fetch standard, 4.4 redirects).
      const headers = new Headers({ ...callbackHeaders, location: `${location}#` });
      if (outcome.to !== 'refusal' && outcome.confirm !== undefined) {
        headers.append('set-cookie', setFlowCookie('confirm', outcome.fid, outcome.confirm));
      }
      return new Response(null, { status: 303, headers });
    }),
  );

  // The callback shows nothing itself, because the code stands in its address.
  app.get('/oauth/:platform/refused', (exchange) => {
    const code = exchange.req.query('code');
    const platform = platforms.get(exchange.req.param('platform'));
    const shown: RefusalCode = code === 'denied' || code === 'cancelled' ? code : 'attempt_expired';
    return answers.refuse(exchange, 'window', shown, {
      ...(platform && { platform: platform.name, platformHost: platform.host }),
    });
  });

  app.get('/f/:fid/confirm', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      const { flow } = await held.require(exchange);
      const confirms = flows.mayConfirm(flow, flowCookies(exchange.req.raw, 'confirm').get(flow.fid));
      if (!confirms) throw new Refused('flow_not_yours');
      const { status } = flowStatusAt(flow, now());
      if (status !== 'pending_confirm' || flow.choosing) return exchange.redirect(`/f/${flow.fid}/done`, 303);
      const judged = await held.linkOf(flow);
      return answers.send(
        confirmPage({
          ...answers.frame(exchange.req.raw, 'page', judged),
          org: parts.banners.orgOf(judged),
          fid: flow.fid,
          platform: platformName(platforms, flow.platform),
          sharer: { name: judged.link.sharedByName },
          startedAt: flow.createdAt,
        }),
        'hosted',
      );
    }),
  );

  app.post('/f/:fid/confirm', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      const fid = exchange.req.param('fid');
      const form = Object.fromEntries(new URLSearchParams(await readText(exchange.req.raw)));
      const { answer } = validate(Answer, form, 'form');
      await attempts.confirm(fid, flowCookies(exchange.req.raw, 'confirm').get(fid), answer);
      return exchange.redirect(`/f/${fid}/done`, 303);
    }),
  );

  app.all('/f/:fid/confirm', (exchange) => answers.notThisWay(exchange, 'GET, POST'));
  app.all('/oauth/:platform/callback', (exchange) => answers.notThisWay(exchange, 'GET'));
};
