import { allowedReturnUrl, type ConnectionReason, type RefusalCode, type ResultMessage } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import type * as z from 'zod/mini';
import { endedAccess } from '../ended-access.ts';
import { expectedAccount, isExpected } from '../expected-account.ts';
import { flowStatusAt, isEnded } from '../flow-status.ts';
import { withoutNames } from '../link-values.ts';
import type { JudgedLink } from '../link-view.ts';
import { donePage, progressPage, type FlowWindow, type RefusalProps } from '../pages/index.ts';
import { accountPlatform, platformName } from '../platform-names.ts';
import { Refused } from '../problem.ts';
import type { ConnectionRow, FlowRow } from '../storage/port.ts';
import { createConnectedAccounts } from './connected-accounts.ts';
import type { Environment, Exchange } from './environment.ts';
import { createHeldFlows, type HeldFlow } from './held-flow.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';

/** Ends of a connection that have a page of their own. */
const endPages: Readonly<Partial<Record<ConnectionReason, RefusalCode>>> = {
  undone_by_recipient: 'connection_undone',
  approval_rejected: 'approval_rejected',
};

/** How a flow is doing, and how it has ended. */
export const mountResultPages = (app: Hono<Environment>, parts: Parts, answers: PageAnswers): void => {
  const { context, flows, receipts, links } = parts;
  const { storage, origin, platforms, now } = context;
  const held = createHeldFlows(parts);
  const accountsOf = createConnectedAccounts(parts);

  /** What the script of a flow's last page needs. */
  const windowOf = async ({ flow, bound }: HeldFlow): Promise<FlowWindow> => {
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

  /** What a flow has connected, also where it has ended since. */
  const rowsOf = async (flow: FlowRow): Promise<readonly ConnectionRow[]> =>
    (await Promise.all(flow.connections.map((id) => storage.connection(id)))).filter((row) => row !== undefined);

  /** Where somebody can go from an end without an account. */
  const targetsOf = (
    flow: FlowRow,
    { link }: JudgedLink,
    path: string,
    over: boolean,
  ): NonNullable<RefusalProps['targets']> => {
    const again = { post: `${path}/start`, fields: { platform: flow.platform, fid: flow.fid } };
    const platform = platforms.get(flow.platform);
    const on = platform === undefined ? flow.platform : accountPlatform(platform);
    const mayInsist = flow.errorCode === 'wrong_account' && flow.repairs === null && expectedAccount(link, flow.platform, on)?.onMismatch === 'warn';
    // Another flow, of which no page that may have opened this window knows.
    const mayGoRound = on !== flow.platform && flow.mode === 'page' && link.platforms.includes(on) && platforms.has(on);
    return {
      retry: over ? { href: path } : again,
      check: { href: path },
      repair: { href: `${path}?repair` },
      another: { ...again, fields: { ...again.fields, choose: '1' } },
      ...(mayInsist && { anyway: { ...again, fields: { ...again.fields, other: '1' } } }),
      ...(mayGoRound && { instead: { post: `${path}/start`, fields: { platform: on } } }),
      copy: `${origin}${path}`,
    };
  };

  /** Whether a link takes one more account, after these: not where its limit is reached, nor where all that it is meant for are there. */
  const takesMore = ({ status, link }: JudgedLink, rows: readonly ConnectionRow[]): boolean =>
    status === 'active' &&
    link.platforms.some((id) => {
      const on = accountPlatform(platforms.get(id) ?? { id });
      const expected = expectedAccount(link, id, on);
      return expected?.onMismatch !== 'refuse' || !rows.some((row) => row.platform === on && isExpected(row, expected));
    });

  /** What became of a flow's connections, all of which have ended since. */
  const overPage = async (
    exchange: Exchange,
    shown: HeldFlow,
    judged: JudgedLink,
    rows: readonly ConnectionRow[],
  ): Promise<Response> => {
    const { flow, bound, knows } = shown;
    const [row] = rows;
    if (row === undefined) throw new Refused('flow_not_yours');
    const code = rows.every(({ reason }) => reason === row.reason) ? endPages[row.reason] : undefined;
    if (code === undefined) {
      const url = knows ? (await receipts.urlsOf(flow.fid)).get(row.id) : undefined;
      // Somebody else's receipt tells more than this browser may know.
      if (url === undefined) throw new Refused('flow_not_yours');
      return exchange.redirect(new URL(url).pathname, 303);
    }
    const path = bound ? links.pathFor(judged.link, flow) : null;
    const values = { ...(await flows.valuesOf(flow)), handle: knows && rows.length === 1 ? row.handle : '' };
    const window: FlowWindow = { ...(await windowOf(shown)), mode: 'view' };
    // Whoever may not know the account may not know what else it is connected to either.
    const ended = knows && { revocation: await endedAccess(storage, row), route: row.route, platform: platformName(platforms, row.platform) };
    return answers.refuse(exchange, 'window', code, values, {
      judged,
      window,
      ...(ended && { ended }),
      ...(path !== null && { targets: { retry: { href: path } } }),
    });
  };

  app.get('/f/:fid/done', (exchange) =>
    answers.guarded(exchange, 'window', async () => {
      const shown = await held.require(exchange);
      const { flow, bound, knows } = shown;
      const { status, errorCode } = flowStatusAt(flow, now());
      const window = await windowOf(shown);
      if (answers.wantsJson(exchange.req.raw)) {
        return Response.json(
          { status, seq: flow.seq, delivered: flow.deliveredAt !== null },
          { headers: { 'cache-control': 'no-store' } },
        );
      }
      const judged = await held.linkOf(flow);
      const path = links.pathFor(judged.link, flow);
      const frame = answers.frame(exchange.req.raw, 'done', judged);
      const platform = platforms.get(flow.platform);
      const embedReturn = flow.returnUrl === null ? undefined : allowedReturnUrl(judged.workspace.returnUrls, flow.returnUrl);
      if (bound && flow.mode === 'redirect' && embedReturn !== undefined && isEnded(status) && flow.deliveredAt === null) {
        embedReturn.hash = '';
        embedReturn.searchParams.set('cl_fid', flow.fid);
        return exchange.redirect(embedReturn.href, 303);
      }
      if (status === 'pending_confirm' && flow.choosing && knows) return exchange.redirect(`/f/${flow.fid}/choose`, 303);
      if (status === 'pending_confirm') {
        return bound
          ? answers.send(progressPage({ ...frame, window, platform: platformName(platforms, flow.platform), step: 'waiting' }), 'window')
          : exchange.redirect(`/f/${flow.fid}/confirm`, 303);
      }
      if (!isEnded(status)) {
        const checking = status === 'at_platform' && flow.stateHash === null;
        return answers.send(
          progressPage({
            ...frame,
            window,
            platform: platformName(platforms, flow.platform),
            step: checking ? 'checking' : 'waiting',
            ...(bound && path !== null && { again: { href: path } }),
          }),
          'window',
        );
      }
      if (status === 'connected') {
        const returnUrl = embedReturn?.href ?? allowedReturnUrl(judged.workspace.returnUrls, judged.link.returnUrl)?.href ?? null;
        const rows = await rowsOf(flow);
        const alive = rows.filter((row) => row.status !== 'disconnected');
        if (alive.length === 0) return overPage(exchange, shown, judged, rows);
        const mayConnectMore = bound && flow.mode === 'page' && takesMore(judged, alive);
        return answers.send(
          donePage({
            ...frame,
            org: parts.banners.orgOf(judged),
            window,
            sharer: { name: judged.link.sharedByName },
            accounts: knows ? await accountsOf(flow, alive, frame.language.texts) : [],
            isPending: alive.length > 0 && alive.every((row) => row.status === 'pending_approval'),
            returnUrl,
            anotherPath: mayConnectMore ? path : null,
          }),
          'window',
        );
      }
      const targets = bound && path !== null ? targetsOf(flow, judged, path, status === 'cancelled' || status === 'expired') : undefined;
      const said = { ...(await flows.valuesOf(flow)), ...(platform && { platformHost: platform.host }) };
      const values = knows ? said : withoutNames(said, flow);
      return answers.refuse(exchange, 'window', errorCode ?? 'internal_error', values, {
        judged,
        window,
        ...(targets && { targets }),
      });
    }),
  );

  app.all('/f/:fid/done', (exchange) => answers.notThisWay(exchange, 'GET'));
};
