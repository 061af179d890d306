import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { demoPorts, freePort, requireFree, type DemoPorts } from './ports.ts';

const names = { product: 'Brightline', connect: 'Connect', instagram: 'emulated Instagram', tiktok: 'emulated TikTok', facebook: 'emulated Facebook' };

describe('demoPorts', () => {
  it('starts at 4400 and moves all servers together', () => {
    expect(demoPorts(undefined)).toEqual({ product: 4400, connect: 4401, instagram: 4411, tiktok: 4412, facebook: 4413 });
    expect(demoPorts('5400')).toEqual({ product: 5400, connect: 5401, instagram: 5411, tiktok: 5412, facebook: 5413 });
  });

  it.each(['x', '0', '65530', '4400.5', '-1'])('refuses PORT=%s with a sentence', (port) => {
    expect(() => demoPorts(port)).toThrow(`PORT is "${port}", but it must be a whole number from 1 to 65522`);
  });
});

describe('requireFree', () => {
  const servers: { close(): unknown }[] = [];
  afterEach(() => servers.splice(0).forEach((server) => server.close()));

  const listen = async (host: string): Promise<number> => {
    const port = await freePort();
    const server = createServer().listen(port, host);
    servers.push(server);
    await new Promise((resolve) => server.once('listening', resolve));
    return port;
  };
  const around = (connect: number): DemoPorts => ({ product: connect, connect, instagram: connect, tiktok: connect, facebook: connect });

  it('passes where nothing listens', async () => {
    await expect(requireFree(around(await freePort()), names)).resolves.toBeUndefined();
  });

  it.each(['127.0.0.1', '0.0.0.0'])(
    'names the port, who needs it and the way out where another program listens on %s',
    async (host) => {
      const port = await listen(host);
      await expect(requireFree({ ...around(port), product: await freePort() }, names)).rejects.toThrow(
        new RegExp(
          `^Port ${port}, which Connect needs, is taken by another program: stop that program, or .*PORT=\\d+ npm start\\.$`,
        ),
      );
    },
  );
});
