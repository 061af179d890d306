import { FlowId } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import type { JudgedLink } from '../link-view.ts';
import { goPage } from '../pages/index.ts';
import { Problem } from '../problem.ts';
import { hintedConnection } from '../repair-hints.ts';
import { newSecret } from '../secrets.ts';
import { createAddressedLinks } from './addressed-link.ts';
import { mediaType, readJson, readText } from './body.ts';
import { flowCookies } from './cookies.ts';
import type { Environment } from './environment.ts';
import { createHeldFlows } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import type { RateLimiters } from './rate-limits.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

/** What a form sends, and what a script does: texts, or their JSON counterparts. */
const Start = z.object({
  platform: z.string(),
  fid: z.optional(FlowId),
  mode: z.optional(z.enum(['popup', 'redirect'])),
  returnUrl: z.optional(z.string()),
  choose: z.optional(z.string()),
  other: z.optional(z.string()),
  repair: z.optional(z.string()),
  attested: z.optional(z.boolean()),
  bannerShown: z.optional(z.nullable(z.string())),
});

const readStart = async (request: Request): Promise<z.infer<typeof Start>> => {
  switch (mediaType(request)) {
    case 'application/json':
      return validate(Start, await readJson(request), 'body');
    case 'application/x-www-form-urlencoded':
      return validate(Start, Object.fromEntries(new URLSearchParams(await readText(request))), 'form');
    default:
      throw new Problem('unsupported_media_type', 'Send a form, or JSON.');
  }
};

/** The way to the platform, by a form or by a page's script. */
export const mountStartPage = (app: Hono<Environment>, parts: Parts, answers: PageAnswers, rateLimiters: RateLimiters): void => {
  const { context, flows, attempts } = parts;
  const { storage, origin } = context;
  const { requireLink, pathOf, limitStarts } = createAddressedLinks(parts, rateLimiters);
  const held = createHeldFlows(parts);

  app.post('/l/:secret/start', (exchange) => {
    let judged: JudgedLink | undefined;
    const path = pathOf(exchange);
    return answers.guarded(
      exchange,
      'window',
      async () => {
        requireSameOrigin(exchange.req.raw, origin);
        judged = await requireLink(exchange);
        await limitStarts(exchange, judged);
        const request = await readStart(exchange.req.raw);
        const sent = await held.sent(exchange);
        let { fid } = request;
        let bind = fid === undefined ? undefined : flowCookies(exchange.req.raw, 'bind').get(fid);
        let cookies: [string, string][] = [];
        const announced = fid === undefined ? undefined : await storage.flow(fid);
        if (fid === undefined || announced === undefined) {
          // A page without a script: this request announces the flow as well, and names it where nobody has.
          fid ??= newSecret('cf');
          const launched = await flows.launch(judged, {
            fid,
            platform: request.platform,
            mode: request.mode ?? 'page',
            openerOrigin: null,
            returnUrl: request.returnUrl ?? null,
            bind,
          });
          bind = launched.bind;
          cookies = held.cookiesFor(sent, fid, bind);
        }
        // Somebody who comes again after one account, or after the wrong one, wants another.
        const again = held.through(judged.link, sent).some(
          ({ flow }) =>
            flow.fid !== fid &&
            flow.platform === request.platform &&
            (flow.status === 'connected' || flow.errorCode === 'wrong_account'),
        );
        const { platform, authorizeUrl } = await attempts.start(judged, {
          fid,
          bind,
          attested: request.attested ?? false,
          chooseAccount: request.choose !== undefined || again,
          acceptsOther: request.other !== undefined,
          repairs: (await hintedConnection(context, judged.link, request.repair))?.id,
        });
        if (answers.wantsJson(exchange.req.raw)) {
          return new Response(JSON.stringify({ authorizeUrl }), {
            headers: [['content-type', 'application/json'], ['cache-control', 'no-store'], ...cookies],
          });
        }
        return answers.send(
          goPage({ ...answers.frame(exchange.req.raw, 'page', judged), platform, url: authorizeUrl }),
          'window',
          cookies,
        );
      },
      () => ({
        ...(judged && { judged }),
        targets: { retry: { href: path }, check: { href: path }, repair: { href: `${path}?repair` }, copy: `${origin}${path}` },
      }),
    );
  });

  app.all('/l/:secret/start', (exchange) => answers.notThisWay(exchange, 'POST'));
};
