import { FlowId } from '@connect/sdk/contract';
import { flowStatusAt, isEnded } from '../flow-status.ts';
import type { JudgedLink } from '../link-view.ts';
import { Refused } from '../problem.ts';
import type { FlowRow, LinkRow } from '../storage/port.ts';
import { dropSurplus, flowCookies, setFlowCookie } from './cookies.ts';
import type { Exchange } from './environment.ts';
import type { Parts } from './parts.ts';

/** A flow that this browser may read, and how it holds it. */
export interface HeldFlow {
  readonly flow: FlowRow;
  /** The browser that began; otherwise the one in which the platform's answer arrived. */
  readonly bound: boolean;
  /** Whether it may see which account it was. */
  readonly knows: boolean;
}

/** A flow that a browser says it holds. */
interface SentFlow {
  readonly fid: string;
  /** The secret by which it does; whether it is the right one is not judged yet. */
  readonly bind: string;
  /** `undefined` where there is none of that name, or no longer. */
  readonly flow: FlowRow | undefined;
}

/** Finds the flows of addresses and cookies for the browsers that may read them; for all others there are none. */
export const createHeldFlows = ({ context: { storage, now }, flows, links }: Parts) => ({
  async require(exchange: Exchange): Promise<HeldFlow> {
    const fid = exchange.req.param('fid') ?? '';
    const flow = FlowId.safeParse(fid).success ? await storage.flow(fid) : undefined;
    const bind = flowCookies(exchange.req.raw, 'bind').get(fid);
    const confirm = flowCookies(exchange.req.raw, 'confirm').get(fid);
    const bound = flow !== undefined && flows.isBound(flow, bind);
    if (flow === undefined || !(bound || flows.mayConfirm(flow, confirm))) throw new Refused('flow_not_yours');
    return { flow, bound, knows: flows.mayKnow(flow, { bind, confirm }) };
  },

  /** The link that the flow came through, as it is now. */
  async linkOf(flow: FlowRow): Promise<JudgedLink> {
    const counted = await storage.link(flow.link);
    if (counted === undefined) throw new Refused('link_not_found');
    return links.judge(counted);
  },

  /** All flows whose cookies the browser sent. */
  sent: (exchange: Exchange): Promise<readonly SentFlow[]> =>
    Promise.all(
      [...flowCookies(exchange.req.raw, 'bind')].map(async ([fid, bind]) => ({ fid, bind, flow: await storage.flow(fid) })),
    ),

  /** Those of them that came through this link and that the browser does hold. */
  through: (link: Pick<LinkRow, 'id'>, sent: readonly SentFlow[]): readonly { readonly flow: FlowRow; readonly bind: string }[] =>
    sent.flatMap(({ flow, bind }) =>
      flow !== undefined && flow.link === link.id && flows.isBound(flow, bind) ? [{ flow, bind }] : [],
    ),

  /** The headers that bind the browser to one more flow, and that take away its hold on what is too much then. */
  cookiesFor(sent: readonly SentFlow[], fid: string, bind: string): [string, string][] {
    const held = sent.map(({ fid: other, flow }) => ({
      fid: other,
      ended: flow === undefined || isEnded(flowStatusAt(flow, now()).status),
      createdAt: flow?.createdAt ?? 0,
    }));
    return [setFlowCookie('bind', fid, bind), ...dropSurplus(held, fid)].map((cookie) => ['set-cookie', cookie]);
  },
});
