import type { Hono } from 'hono';
import type { PlatformView } from '../banner-view.ts';
import { declinedScopes, neededScopes, permissionsOf } from '../grants.ts';
import type { JudgedLink } from '../link-view.ts';
import { linkPage, type ConnectedHere, type LinkProps } from '../pages/index.ts';
import { accountPlatform, platformName } from '../platform-names.ts';
import { Refused } from '../problem.ts';
import { brokenExpected, hintedConnection } from '../repair-hints.ts';
import type { ConnectionRow } from '../storage/port.ts';
import type { Texts } from '../texts.ts';
import { createAddressedLinks } from './addressed-link.ts';
import { flowCookies } from './cookies.ts';
import type { Environment, Exchange } from './environment.ts';
import { createHeldFlows } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import type { RateLimiters } from './rate-limits.ts';
import { requireSameOrigin } from './same-origin.ts';

/** A link's own page: who asks, for what, and what this browser has connected by it. */
export const mountLinkPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers, rateLimiters: RateLimiters): void => {
  const { context, links, banners, flows } = parts;
  const { storage, platforms, origin } = context;
  const { requireLink, pathOf, limitCalls } = createAddressedLinks(parts, rateLimiters);
  const held = createHeldFlows(parts);

  const connectedHere = async (exchange: Exchange, judged: JudgedLink): Promise<ConnectedHere[]> => {
    const confirms = flowCookies(exchange.req.raw, 'confirm');
    const known = held.through(judged.link, await held.sent(exchange)).filter(({ flow, bind }) =>
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

  const repairOf = (row: ConnectionRow, texts: Texts): NonNullable<LinkProps['repair']> => {
    const { handle, route, reason, updatedAt } = row;
    const platform = platforms.get(route);
    const needed = platform === undefined ? [] : permissionsOf(platform, neededScopes(platform, row), texts);
    return { handle, platform: platformName(platforms, row.platform), route, reason, since: updatedAt, needed };
  };

  /** The platforms as whoever repairs this connection is to read of them: what they have left out is not promised. */
  const agreedTo = (row: ConnectionRow, views: readonly PlatformView[], texts: Texts): readonly PlatformView[] => {
    const platform = platforms.get(row.route);
    const declined = platform === undefined ? [] : declinedScopes(platform, row);
    if (platform === undefined || declined.length === 0) return views;
    const { required, optional } = platform.scopes;
    const agreed = [...required, ...optional].filter((scope) => !declined.includes(scope));
    const wordsOf = (scopes: readonly string[]) => permissionsOf(platform, scopes, texts).map(({ title, detail }) => ({ title, detail }));
    return views.map((view) => (view.id === row.route ? { ...view, grants: wordsOf(agreed), declined: wordsOf(declined) } : view));
  };

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
        const shown = hinted === undefined ? banner.platforms : leadingTo(hinted, banner.platforms);
        return answers.send(
          linkPage({
            ...frame,
            org: banner.org,
            path,
            url: `${origin}${path}`,
            sharer: banner.sharer,
            clientName: banner.clientName,
            platforms: broken === undefined ? banner.platforms : agreedTo(broken, shown, frame.language.texts),
            requiresApproval: banner.requiresApproval,
            // Whoever comes to repair one has nothing else to decide.
            connected: hinted === undefined ? await connectedHere(exchange, judged) : [],
            ...(broken && { repair: { ...repairOf(broken, frame.language.texts), ...(hinted && hint !== undefined && { hint }) } }),
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

  app.all('/l/:secret/opened', (exchange) => answers.notThisWay(exchange, 'POST'));
  app.all('/l/:secret', (exchange) => answers.notThisWay(exchange, 'GET'));
};
