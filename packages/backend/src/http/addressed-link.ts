import type { JudgedLink } from '../link-view.ts';
import { Refused } from '../problem.ts';
import type { Exchange } from './environment.ts';
import type { Parts } from './parts.ts';
import type { RateLimiters } from './rate-limits.ts';

/** The links of addresses such as `/l/{secret}`, and how often they may be called. */
export const createAddressedLinks = ({ links }: Pick<Parts, 'links'>, rateLimiters: RateLimiters) => {
  const refuseFor = (seconds: number | undefined): void => {
    if (seconds !== undefined) throw new Refused('too_many_attempts', { seconds: String(seconds) });
  };

  return {
    async requireLink(exchange: Exchange): Promise<JudgedLink> {
      const judged = await links.bySecret(exchange.req.param('secret') ?? '');
      if (judged === undefined) throw new Refused('link_not_found');
      return judged;
    },

    /** The link's own path, also for an address below it. */
    pathOf: (exchange: Exchange): string => `/l/${exchange.req.param('secret') ?? ''}`,

    limitCalls: async (exchange: Exchange): Promise<void> => refuseFor(await rateLimiters.call(exchange.env.address ?? '')),

    limitStarts: async (exchange: Exchange, { link }: JudgedLink): Promise<void> =>
      refuseFor(await rateLimiters.start(exchange.env.address ?? '', link.id)),
  };
};
