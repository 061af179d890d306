import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Stop } from './command.ts';

/** The demo's servers, in the order in which people meet them, and how far each is from the first port. */
const offsets = { product: 0, connect: 1, instagram: 11, tiktok: 12, facebook: 13 } as const;

/** A server of the demo. */
export type DemoServer = keyof typeof offsets;

/** One port for each server of the demo. */
export type DemoPorts = Readonly<Record<DemoServer, number>>;

/** The ports of the demo: 4400, 4401, 4411, 4412 and 4413, or moved together by `PORT`, which is the first of them. */
export function demoPorts(first: string | undefined): DemoPorts {
  const port = first === undefined || first === '' ? 4400 : Number(first);
  const last = 65_535 - offsets.facebook;
  if (!Number.isInteger(port) || port < 1 || port > last) {
    throw new Stop(`PORT is "${first}", but it must be a whole number from 1 to ${last}, such as PORT=5400.`);
  }
  return {
    product: port + offsets.product,
    connect: port + offsets.connect,
    instagram: port + offsets.instagram,
    tiktok: port + offsets.tiktok,
    facebook: port + offsets.facebook,
  };
}

/** Throws a `Stop` that names the first port that cannot be listened on, and what to do about it. */
export async function requireFree(ports: DemoPorts, names: Readonly<Record<DemoServer, string>>): Promise<void> {
  for (const server of Object.keys(offsets) as DemoServer[]) {
    const code = await whyTaken(ports[server]);
    if (code === undefined) continue;
    const advice = `move all servers elsewhere, for example with PORT=${ports.product + 1000 > 64_000 ? 5400 : ports.product + 1000} npm start`;
    if (code === 'EADDRINUSE') {
      throw new Stop(
        `Port ${ports[server]}, which ${names[server]} needs, is taken by another program: stop that program, or ${advice}.`,
      );
    }
    throw new Stop(`Port ${ports[server]}, which ${names[server]} needs, cannot be used here (${code}): ${advice}.`);
  }
}

/**
 * A port that is free on loopback at this moment, and is likely to be so in the next: none of those that an operating system
 * gives away by itself, to whoever connects somewhere or listens anywhere (32768 and up on Linux, 49152 and up elsewhere).
 */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 1000; tries += 1) {
    const port = randomInt(20_000, 30_000);
    if ((await whyTaken(port)) === undefined) return port;
  }
  throw new Stop('None of a thousand ports from 20000 to 29999 can be listened on: free some of them, or allow it.');
}

/** `localhost` is both addresses to a browser, so another program on either of them is in the way. */
async function whyTaken(port: number): Promise<string | undefined> {
  for (const host of ['127.0.0.1', '::1']) {
    const code = await new Promise<string | undefined>((resolve) => {
      const server = createServer();
      server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
      server.listen({ port, host }, () => server.close(() => resolve(undefined)));
    });
    // A machine without IPv6 has no ::1, and nothing can be in the way there.
    if (code !== undefined && code !== 'EADDRNOTAVAIL' && code !== 'EAFNOSUPPORT') return code;
  }
  return undefined;
}
