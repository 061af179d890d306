import { isIP } from 'node:net';
import { serve } from '@hono/node-server';
import type { Connect } from './connect.ts';

export interface ServeOptions {
  readonly port: number;
  /** Address to listen on; all of them by default. */
  readonly host?: string | undefined;
  /** Proxies in front that append to `X-Forwarded-For`; 0 (default) where none does. */
  readonly trustProxy?: number;
}

export interface Listening {
  readonly port: number;
  /** Stops taking requests, and resolves when all are answered. Call `stop()` of Connect first: it ends those that only wait. */
  close(): Promise<void>;
}

/**
 * Who calls: the peer, or what the outermost trusted proxy said of it. Some proxies write the port as well, with which each
 * connection would count as an address of its own; what is no address is none.
 */
const addressOf = (peer: string | undefined, forwarded: string | null, trustProxy: number): string => {
  if (trustProxy === 0 || forwarded === null) return peer ?? '';
  const chain = forwarded.split(',').map((entry) => entry.trim());
  const said = chain.at(-trustProxy) ?? chain[0] ?? '';
  const [, v6, v4] = /^\[([^\]]+)\](?::\d+)?$|^([\d.]+):\d+$/.exec(said) ?? [];
  const address = v6 ?? v4 ?? said;
  return isIP(address) === 0 ? (peer ?? '') : address;
};

/** Serves Connect on Node's own HTTP server. Rejects where the port is taken (`EADDRINUSE`). */
export const listen = (connect: Pick<Connect, 'fetch'>, { port, host, trustProxy = 0 }: ServeOptions): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const server = serve(
      {
        port,
        ...(host !== undefined && { hostname: host }),
        fetch: (request, { incoming }) =>
          connect.fetch(request, {
            address: addressOf(incoming.socket.remoteAddress, request.headers.get('x-forwarded-for'), trustProxy),
          }),
      },
      (info) =>
        resolve({
          port: info.port,
          close: () =>
            new Promise((closed) => {
              server.close(() => closed());
              if ('closeIdleConnections' in server) server.closeIdleConnections();
            }),
        }),
    );
    server.once('error', reject);
  });
