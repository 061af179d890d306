import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { halfBefore } from './behaviour.ts';
import type { Emulator } from './emulator.ts';

export { withStateFile } from './state-file.ts';

export interface ListenOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; `127.0.0.1` unless told, so that nobody else in the network gets in. */
  readonly host?: string;
}

export interface Listening {
  /** Where the emulator can be reached, without a trailing slash. */
  readonly origin: string;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/** Serves an emulator over HTTP. Rejects if the port is taken. */
export async function listen(emulator: Pick<Emulator, 'fetch'>, { port, host = '127.0.0.1' }: ListenOptions): Promise<Listening> {
  const listener = getRequestListener(answer, { overrideGlobalObjects: false });
  const server = createServer(listener);
  server.listen(port, host);
  await once(server, 'listening');
  return { origin: originOf(server, host), close: () => close(server) };

  async function answer(request: Request, env: unknown): Promise<Response> {
    const { outgoing } = env as HttpBindings;
    const response = await emulator.fetch(request);
    const half = halfBefore(response);
    if (!half) return response;
    // Written here, because the listener would print the error that ends the body.
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.write(half, () => outgoing.destroy());
    return RESPONSE_ALREADY_SENT;
  }
}

function originOf(server: Server, host: string): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The server does not listen on a port');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
