import { FlowId } from '@connect/sdk/contract';
import type { JudgedLink } from '../link-view.ts';
import { Refused } from '../problem.ts';
import type { FlowRow } from '../storage/port.ts';
import { flowCookies } from './cookies.ts';
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

/** Finds the flows of addresses for the browsers that may read them; for all others there are none. */
export const createHeldFlows = ({ context: { storage }, flows, links }: Parts) => ({
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
});
