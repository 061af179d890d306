import { Refused } from '../problem.ts';

/**
 * Refuses a request that changes something unless a page of ours sent it. Another port of localhost, or another
 * subdomain, is same-*site* and does not pass. Browsers that do not send `Sec-Fetch-Site` send `Origin` with a POST
 * (https://w3c.github.io/webappsec-fetch-metadata/, Fetch standard 3.2).
 */
export const requireSameOrigin = (request: Request, origin: string): void => {
  const site = request.headers.get('sec-fetch-site');
  const sent = request.headers.get('origin');
  if (site === null ? sent === origin : site === 'same-origin' && (sent === null || sent === origin)) return;
  throw new Refused('not_from_here');
};
