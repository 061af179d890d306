import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** A port of this machine that is free now; none of those that an operating system gives away by itself, so that it stays free. */
export const freePort = async (): Promise<number> => {
  const port = randomInt(20_000, 30_000);
  const isFree = await new Promise<boolean>((resolve) => {
    const server = createServer()
      .once('error', () => resolve(false))
      .listen(port, 'localhost', () => server.close(() => resolve(true)));
  });
  return isFree ? port : freePort();
};
