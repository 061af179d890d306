import type { ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { platformOutbound } from '../outbound.ts';
import { cannedServer, type CannedServer } from '../testing/canned-server.ts';
import type { Outbound } from './port.ts';

/** What a platform answers: a status and a body of JSON, or whatever a function does. */
export type Canned = readonly [status: number, body: string] | ((response: ServerResponse) => void);

/**
 * A platform that answers as told, by method and path (`POST /oauth/access_token`), until the test is over; and the way out
 * to it, with a second for each answer.
 */
export const cannedAnswers = async (
  answers: Readonly<Record<string, Canned>>,
): Promise<{ readonly server: CannedServer; readonly outbound: Outbound }> => {
  const server = await cannedServer((request, response) => {
    const canned = answers[`${request.method} ${request.url.pathname}`];
    if (canned === undefined) response.writeHead(404).end('nothing here');
    else if (typeof canned === 'function') canned(response);
    else response.writeHead(canned[0], { 'content-type': 'application/json' }).end(canned[1]);
  });
  onTestFinished(() => server.close());
  return { server, outbound: platformOutbound({ hosts: new Set([server.host]), timeoutMs: 1000 }) };
};
