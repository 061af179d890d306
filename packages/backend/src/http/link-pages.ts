import { allowedReturnUrl, allowsOrigin, FlowId } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import * as z from 'zod/mini';
import { flowStatusAt, isEnded } from '../flow-status.ts';
import type { JudgedLink } from '../link-view.ts';
import { goPage, launchPage, linkPage, type ConnectedHere, type LinkProps } from '../pages/index.ts';
import { accountPlatform, platformName } from '../platform-names.ts';
import { Problem, Refused } from '../problem.ts';
import { brokenExpected, hintedConnection } from '../repair-hints.ts';
import { newSecret } from '../secrets.ts';
import type { ConnectionRow, FlowRow } from '../storage/port.ts';
import { mediaType, readJson, readText } from './body.ts';
import { dropSurplus, flowCookies, setFlowCookie } from './cookies.ts';
import type { Environment, Exchange } from './environment.ts';
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

/** A link's pages: what it is, the window that it opens, and the way to the platform. */
export const mountLinkPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers, rateLimiters: RateLimiters): void => {
  const { context, links, banners, flows, attempts } = parts;
  const { storage, platforms, origin, now } = context;

  const requireLink = async (exchange: Exchange): Promise<JudgedLink> => {
    const judged = await links.bySecret(exchange.req.param('secret') ?? '');
    if (judged === undefined) throw new Refused('link_not_found');
    return judged;
  };

  const pathOf = (exchange: Exchange): string => `/l/${exchange.req.param('secret') ?? ''}`;

  /** The flows of this link that the browser holds. */
  const heldFlows = async (
    exchange: Exchange,
    judged: JudgedLink,
  ): Promise<readonly { readonly flow: FlowRow; readonly bind: string }[]> => {
    const held = await Promise.all(
      [...flowCookies(exchange.req.raw, 'bind')].map(async ([fid, bind]) => ({ flow: await storage.flow(fid), bind })),
    );
    return held.flatMap(({ flow, bind }) =>
      flow !== undefined && flow.link === judged.link.id && flows.isBound(flow, bind) ? [{ flow, bind }] : [],
    );
  };

  const connectedHere = async (exchange: Exchange, judged: JudgedLink): Promise<ConnectedHere[]> => {
    const confirms = flowCookies(exchange.req.raw, 'confirm');
    const known = (await heldFlows(exchange, judged)).filter(({ flow, bind }) =>
      flows.mayKnow(flow, { bind, confirm: confirms.get(flow.fid) }),
    );
    const ids = known.flatMap(({ flow }) => flow.connections);
    const rows = await Promise.all([...new Set(ids)].map((id) => storage.connection(id)));
    return rows.flatMap((row) => {
      const isPending = row?.status === 'pending_approval';
      return row?.status === 'active' || isPending ? [{ platform: platformName(platforms, row.platform), handle: row.handle, isPending }] : [];
    });
  };

  /** The way by which this account came; where the link has that no more, those of its platforms by which it can come. */
  const leadingTo = <View extends { readonly id: string }>({ platform: on, route }: ConnectionRow, views: readonly View[]): readonly View[] => {
    const same = views.filter(({ id }) => id === route);
    if (same.length > 0) return same;
    const leading = views.filter(({ id }) => {
      const platform = platforms.get(id);
      return platform !== undefined && accountPlatform(platform) === on;
    });
    return leading.length > 0 ? leading : views;
  };

  const repairOf = ({ handle, platform, route, reason, updatedAt }: ConnectionRow): NonNullable<LinkProps['repair']> => ({
    handle,
    platform: platformName(platforms, platform),
    route,
    reason,
    since: updatedAt,
  });

  /** The cookie that binds the browser to a flow, and those that leave because of it. */
  const cookiesFor = async (exchange: Exchange, fid: string, bind: string): Promise<[string, string][]> => {
    const held = await Promise.all(
      [...flowCookies(exchange.req.raw, 'bind').keys()].map(async (other) => {
        const flow = await storage.flow(other);
        return {
          fid: other,
          ended: flow === undefined || isEnded(flowStatusAt(flow, now()).status),
          createdAt: flow?.createdAt ?? 0,
        };
      }),
    );
    return [setFlowCookie('bind', fid, bind), ...dropSurplus(held, fid)].map((cookie) => ['set-cookie', cookie]);
  };

  const refuseFor = (seconds: number | undefined): void => {
    if (seconds !== undefined) throw new Refused('too_many_attempts', { seconds: String(seconds) });
  };
  const limitCalls = async (exchange: Exchange): Promise<void> => refuseFor(await rateLimiters.call(exchange.env.address ?? ''));
  const limitStarts = async (exchange: Exchange, { link }: JudgedLink): Promise<void> =>
    refuseFor(await rateLimiters.start(exchange.env.address ?? '', link.id));

  app.get('/l/:secret', (exchange) => {
    let judged: JudgedLink | undefined;
    const path = pathOf(exchange);
    const repairs = exchange.req.query('repair') !== undefined;
    return answers.guarded(
      exchange,
      'hosted',
      async () => {
        judged = await requireLink(exchange);
        const { status, link } = judged;
        if (status !== 'active' && !(status === 'exhausted' && repairs)) throw new Refused(`link_${status}`);
        const frame = answers.frame(exchange.req.raw, 'link', judged);
        const banner = banners.bannerOf(judged, frame.language.texts);
        const hint = exchange.req.query('repair');
        const hinted = await hintedConnection(context, judged.link, hint);
        const broken = hinted ?? (await brokenExpected(context, judged.link));
        return answers.send(
          linkPage({
            ...frame,
            org: banner.org,
            path,
            url: `${origin}${path}`,
            sharer: banner.sharer,
            clientName: banner.clientName,
            platforms: hinted === undefined ? banner.platforms : leadingTo(hinted, banner.platforms),
            requiresApproval: banner.requiresApproval,
            // Whoever comes to repair one has nothing else to decide.
            connected: hinted === undefined ? await connectedHere(exchange, judged) : [],
            ...(broken && { repair: { ...repairOf(broken), ...(hinted && hint !== undefined && { hint }) } }),
            ...(status === 'exhausted' && !broken && { repair: { ...(link.maxConnections !== null && { max: link.maxConnections }) } }),
          }),
          'hosted',
        );
      },
      () => ({
        ...(judged && { judged }),
        targets: { check: { href: path }, retry: { href: path }, repair: { href: `${path}?repair` } },
      }),
    );
  });

  app.post('/l/:secret/opened', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      requireSameOrigin(exchange.req.raw, origin);
      await limitCalls(exchange);
      await links.opened(await requireLink(exchange));
      return new Response(null, { status: 204 });
    }),
  );

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
          headers: [['cache-control', 'no-store'], ...(await cookiesFor(exchange, flow.fid, bind))],
        });
      },
      () => ({ ...(judged && { judged }) }),
    );
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
          cookies = await cookiesFor(exchange, fid, bind);
        }
        // Somebody who comes again after one account, or after the wrong one, wants another.
        const again = (await heldFlows(exchange, judged)).some(
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

  for (const path of ['/l/:secret/opened', '/l/:secret/start']) app.all(path, (exchange) => answers.notThisWay(exchange, 'POST'));
  app.all('/l/:secret/launch', (exchange) => answers.notThisWay(exchange, 'GET, POST'));
  app.all('/l/:secret', (exchange) => answers.notThisWay(exchange, 'GET'));
};
