import { allowedReturnUrl, FlowId, type RefusalCode, type ResultMessage } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { flowStatusAt, isEnded } from '../flows.ts';
import { permissionsOf } from '../grants.ts';
import { confirmPage, donePage, progressPage, type FlowWindow, type RefusalProps } from '../pages/index.ts';
import { Refused } from '../problem.ts';
import type { ConnectionRow, FlowRow } from '../storage/port.ts';
import type { Texts } from '../texts.ts';
import { readText } from './body.ts';
import { flowCookies, setFlowCookie } from './cookies.ts';
import type { Environment, Exchange } from './environment.ts';
import type { PageAnswers } from './page-answers.ts';
import { callbackHeaders } from './page-headers.ts';
import type { Parts } from './parts.ts';
import { requireSameOrigin } from './same-origin.ts';
import { validate } from './validation.ts';

const Answer = z.object({ answer: z.enum(['yes', 'no']) });

/** A flow that this browser may read, and how it holds it. */
interface Held {
  readonly flow: FlowRow;
  /** The browser that began; otherwise the one in which the platform's answer arrived. */
  readonly bound: boolean;
  /** Whether it may see which account it was. */
  readonly knows: boolean;
}

/** What follows the platform: its redirect back, the question in another browser, and the end. */
export const mountFlowPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, flows, attempts, receipts, links } = parts;
  const { storage, origin, platforms, now } = context;

  const requireHeld = async (exchange: Exchange): Promise<Held> => {
    const fid = exchange.req.param('fid') ?? '';
    const flow = FlowId.safeParse(fid).success ? await storage.flow(fid) : undefined;
    const bind = flowCookies(exchange.req.raw, 'bind').get(fid);
    const confirm = flowCookies(exchange.req.raw, 'confirm').get(fid);
    const bound = flow !== undefined && flows.isBound(flow, bind);
    if (flow === undefined || !(bound || flows.mayConfirm(flow, confirm))) throw new Refused('flow_not_yours');
    return { flow, bound, knows: flows.mayKnow(flow, { bind, confirm }) };
  };

  const judgedOf = async (flow: FlowRow) => {
    const counted = await storage.link(flow.link);
    if (counted === undefined) throw new Refused('link_not_found');
    return links.judge(counted);
  };

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

  /** What the script of a flow's last page needs. */
  const windowOf = async ({ flow, bound }: Held): Promise<FlowWindow> => {
    const state = await flows.stateOf(flow);
    const ended = isEnded(state.status);
    const result: z.infer<typeof ResultMessage> = {
      v: 1,
      type: 'connect-link:result',
      fid: state.fid,
      seq: state.seq,
      status: state.status,
      platform: state.platform,
      connections: state.connections,
      error: state.error,
    };
    // Read again after it was delivered, or in the browser that only confirmed: nobody waits for a message.
    const view = !bound || flow.mode === 'page' || flow.deliveredAt !== null;
    return {
      fid: flow.fid,
      mode: view ? 'view' : flow.mode === 'redirect' ? 'redirect' : 'popup',
      openerOrigin: flow.attested && bound ? flow.openerOrigin : null,
      result: ended ? result : null,
    };
  };

  const accountsOf = async (flow: FlowRow, texts: Texts) => {
    const urls = await receipts.urlsOf(flow.fid);
    const rows = (await Promise.all(flow.connections.map((id) => storage.connection(id)))).filter(
      (row): row is ConnectionRow => row !== undefined,
    );
    return rows.map((row) => {
      const platform = platforms.get(row.platform);
      return {
        platform: platform?.name ?? row.platform,
        handle: row.handle,
        displayName: row.displayName,
        picture: row.picture === null ? null : `/pictures/${row.picture}`,
        repaired: row.reason === 'repaired',
        missing: platform === undefined ? [] : permissionsOf(platform, row.scopesMissing, texts).map(({ title }) => title),
        receiptUrl: urls.get(row.id) ?? `${origin}/`,
      };
    });
  };

  /** Where somebody can go from an end without an account. */
  const targetsOf = (flow: FlowRow, path: string, over: boolean): NonNullable<RefusalProps['targets']> => {
    const again = { post: `${path}/start`, fields: { platform: flow.platform, fid: flow.fid } };
    return {
      retry: over ? { href: path } : again,
      check: { href: path },
      repair: { href: `${path}?repair` },
      another: { ...again, fields: { ...again.fields, choose: '1' } },
      copy: `${origin}${path}`,
    };
  };

  app.get('/f/:fid/done', (exchange) =>
    answers.guarded(exchange, 'window', async () => {
      const held = await requireHeld(exchange);
      const { flow, bound, knows } = held;
      const { status, errorCode } = flowStatusAt(flow, now());
      const window = await windowOf(held);
      if (answers.wantsJson(exchange.req.raw)) {
        return Response.json(
          { status, seq: flow.seq, delivered: flow.deliveredAt !== null },
          { headers: { 'cache-control': 'no-store' } },
        );
      }
      const judged = await judgedOf(flow);
      const path = links.pathSince(judged.link, flow.createdAt);
      const frame = answers.frame(exchange.req.raw, 'done', judged);
      const platform = platforms.get(flow.platform);
      const embedReturn = flow.returnUrl === null ? undefined : allowedReturnUrl(judged.workspace.returnUrls, flow.returnUrl);
      if (bound && flow.mode === 'redirect' && embedReturn !== undefined && isEnded(status) && flow.deliveredAt === null) {
        embedReturn.hash = '';
        embedReturn.searchParams.set('cl_fid', flow.fid);
        return exchange.redirect(embedReturn.href, 303);
      }
      if (status === 'pending_confirm') {
        return bound
          ? answers.send(progressPage({ ...frame, window, platform: platform?.name ?? flow.platform, step: 'waiting' }), 'window')
          : exchange.redirect(`/f/${flow.fid}/confirm`, 303);
      }
      if (!isEnded(status)) {
        const checking = status === 'at_platform' && flow.stateHash === null;
        return answers.send(
          progressPage({
            ...frame,
            window,
            platform: platform?.name ?? flow.platform,
            step: checking ? 'checking' : 'waiting',
            ...(bound && path !== null && { again: { href: path } }),
          }),
          'window',
        );
      }
      if (status === 'connected') {
        const returnUrl = embedReturn?.href ?? allowedReturnUrl(judged.workspace.returnUrls, judged.link.returnUrl)?.href ?? null;
        const mayConnectMore = bound && flow.mode === 'page' && (judged.status === 'active' || judged.status === 'exhausted');
        return answers.send(
          donePage({
            ...frame,
            org: parts.banners.orgOf(judged),
            window,
            accounts: knows ? await accountsOf(flow, frame.language.texts) : [],
            returnUrl,
            anotherPath: mayConnectMore ? path : null,
          }),
          'window',
        );
      }
      const targets = bound && path !== null ? targetsOf(flow, path, status === 'cancelled' || status === 'expired') : undefined;
      const values = {
        ...(await flows.valuesOf(flow)),
        ...(platform && { platformHost: platform.host }),
        ...(!knows && { handle: '' }),
      };
      return answers.refuse(exchange, 'window', errorCode ?? 'internal_error', values, {
        judged,
        window,
        ...(targets && { targets }),
      });
    }),
  );

  app.get('/f/:fid/confirm', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      const { flow } = await requireHeld(exchange);
      const confirms = flows.mayConfirm(flow, flowCookies(exchange.req.raw, 'confirm').get(flow.fid));
      if (!confirms) throw new Refused('flow_not_yours');
      const { status } = flowStatusAt(flow, now());
      if (status !== 'pending_confirm') return exchange.redirect(`/f/${flow.fid}/done`, 303);
      const judged = await judgedOf(flow);
      return answers.send(
        confirmPage({
          ...answers.frame(exchange.req.raw, 'page', judged),
          org: parts.banners.orgOf(judged),
          fid: flow.fid,
          platform: platforms.get(flow.platform)?.name ?? flow.platform,
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

  app.all('/f/:fid/done', (exchange) => answers.notThisWay(exchange, 'GET'));
  app.all('/f/:fid/confirm', (exchange) => answers.notThisWay(exchange, 'GET, POST'));
  app.all('/oauth/:platform/callback', (exchange) => answers.notThisWay(exchange, 'GET'));
};
