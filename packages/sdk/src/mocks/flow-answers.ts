import type { Answers } from './answer.ts';
import { hasEnded, type Flows, type FlowScript } from './flows.ts';
import { Refused } from './refused.ts';
import type { World } from './world.ts';

/** A flow's public name: the SHA-256 of its secret's bytes. */
const flowIdOf = async (secret: string): Promise<string> => {
  const bytes = Uint8Array.from(atob(secret.slice(3).replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const text = btoa(String.fromCharCode(...hash));
  return `cf_${text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')}`;
};

/** How the operations of the page that began a flow are answered. */
export const flowAnswers = (
  world: World,
  flows: Flows,
): Answers<'public.flows.status' | 'public.flows.ack' | 'public.flows.cancel'> => {
  const known = (fid: string): FlowScript => {
    const flow = flows.find(fid);
    if (!flow) throw new Refused('not_found', 'There is no such flow yet. Its window may not have opened.');
    return flow;
  };

  return {
    'public.flows.status': async ({ body, signal }) => {
      const fid = await flowIdOf(body.secret);
      const flow = flows.flow(fid);
      if (body.wait !== undefined && body.since !== undefined && flow.state.seq <= body.since && !hasEnded(flow.state)) {
        await flows.change(fid, body.wait * 1000, signal);
      }
      return flow.state;
    },

    'public.flows.ack': async ({ body }) => {
      const flow = known(await flowIdOf(body.secret));
      flows.acknowledge(flow.state.fid, body.seq);
      return flow.state;
    },

    'public.flows.cancel': async ({ body }) => {
      const fid = await flowIdOf(body.secret);
      const linked = body.link !== undefined && world.linkBySecret(body.link) !== undefined;
      const flow = linked ? flows.flow(fid) : known(fid);
      return ['connected', 'cancelled', 'expired'].includes(flow.state.status) ? flow.state : flow.advance('cancelled');
    },
  };
};
