import { allowedReturnUrl, allowsOrigin, FlowId } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type { JudgedLink } from '../link-view.ts';
import { launchPage } from '../pages/index.ts';
import { Refused } from '../problem.ts';
import { createAddressedLinks } from './addressed-link.ts';
import { readJson } from './body.ts';
import { flowCookies } from './cookies.ts';
import type { Environment } from './environment.ts';
import { createHeldFlows } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import type { RateLimiters } from './rate-limits.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

const Launch = z.object({
  fid: FlowId,
  platform: z.string(),
  mode: z.enum(['popup', 'redirect']),
  openerOrigin: z.nullable(z.string()),
  returnUrl: z.nullable(z.string()),
});

/** The window that a link opens on its way to the platform, and the flow that it announces. */
export const mountLaunchPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers, rateLimiters: RateLimiters): void => {
  const { context, banners, flows } = parts;
  const { storage, origin } = context;
  const { requireLink, pathOf, limitCalls } = createAddressedLinks(parts, rateLimiters);
  const held = createHeldFlows(parts);

  app.get('/l/:secret/launch', (exchange) => {
    let judged: JudgedLink | undefined;
    const path = pathOf(exchange);
    return answers.guarded(
      exchange,
      'window',
      async () => {
        judged = await requireLink(exchange);
        const { fid, p, m, o, r } = exchange.req.query();
        const frame = answers.frame(exchange.req.raw, 'launch', judged);
        const banner = banners.bannerOf(judged, frame.language.texts);
        const platform = banner.platforms.find(({ id }) => id === p);
        if (judged.status !== 'active' && judged.status !== 'exhausted') throw new Refused(`link_${judged.status}`);
        if (platform === undefined || !FlowId.safeParse(fid).success || fid === undefined) return exchange.redirect(path, 303);
        const flow = await storage.flow(fid);
        const bind = flowCookies(exchange.req.raw, 'bind').get(fid);
        if (flow !== undefined && flow.link === judged.link.id && flows.isBound(flow, bind) && flow.status === 'connected') {
          return exchange.redirect(`/f/${fid}/done`, 303);
        }
        return answers.send(
          launchPage({
            ...frame,
            org: banner.org,
            path,
            sharer: banner.sharer,
            clientName: banner.clientName,
            requiresApproval: banner.requiresApproval,
            platform,
            fid,
            mode: m === 'redirect' ? 'redirect' : 'popup',
            openerOrigin: o !== undefined && allowsOrigin(judged.workspace.embedOrigins, o) ? o : null,
            returnUrl: allowedReturnUrl(judged.workspace.returnUrls, r)?.href ?? null,
            bannerRevision: banner.revision,
          }),
          'window',
        );
      },
      () => {
        // Our own path: behind a proxy the request's address has another scheme, and its host is whatever the client says.
        const here = { href: `${path}/launch${new URL(exchange.req.url).search}` };
        return { ...(judged && { judged }), targets: { check: here, retry: here, repair: { href: `${path}?repair` } } };
      },
    );
  });

  app.post('/l/:secret/launch', (exchange) => {
    let judged: JudgedLink | undefined;
    return answers.guarded(
      exchange,
      'window',
      async () => {
        requireSameOrigin(exchange.req.raw, origin);
        await limitCalls(exchange);
        judged = await requireLink(exchange);
        const request = validate(Launch, await readJson(exchange.req.raw), 'body');
        const { flow, bind } = await flows.launch(judged, {
          ...request,
          bind: flowCookies(exchange.req.raw, 'bind').get(request.fid),
        });
        return new Response(null, {
          status: 204,
          headers: [['cache-control', 'no-store'], ...held.cookiesFor(await held.sent(exchange), flow.fid, bind)],
        });
      },
      () => ({ ...(judged && { judged }) }),
    );
  });

  app.all('/l/:secret/launch', (exchange) => answers.notThisWay(exchange, 'GET, POST'));
};
