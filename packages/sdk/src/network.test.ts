import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type ConnectClient } from './index.ts';
import { fixtures } from './mocks/index.ts';

const id = 'lnk_00000000000000000000';

/** A client of a real server, so that a broken connection is the network's own. */
const connected = async (listener: RequestListener): Promise<ConnectClient> => {
  const backend = createServer(listener);
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    backend.closeAllConnections();
    backend.close();
  });
  const { port } = backend.address() as AddressInfo;
  return createClient({ origin: `http://127.0.0.1:${port}`, apiKey: 'key_of_the_test', retryDelayMs: () => 0 });
};

test('a connection that is cut before the answer, and one that is cut in the middle of it, are tried again', async () => {
  let asked = 0;
  const client = await connected((request, response) => {
    asked += 1;
    const body = JSON.stringify(fixtures.link({ id }));
    if (asked === 1) {
      request.socket.destroy();
    } else if (asked === 2) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      response.write(body.slice(0, 20), () => request.socket.destroy());
    } else {
      response.end(body);
    }
  });
  await expect(client.links.get(id)).resolves.toMatchObject({ id });
  expect(asked).toBe(3);
});

test('a call that is not repeatable is sent once, and the broken connection is its error', async () => {
  let asked = 0;
  const client = await connected((request) => {
    asked += 1;
    request.socket.destroy();
  });
  await expect(client.links.rotate(id)).rejects.toMatchObject({ code: 'network_error', status: undefined });
  expect(asked).toBe(1);
});

test('a backend that does not listen is told by its reason', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const client = createClient({ origin: `http://127.0.0.1:${port}`, apiKey: 'key_of_the_test', retries: 0 });
  await expect(client.links.get(id)).rejects.toMatchObject({
    code: 'network_error',
    message: expect.stringContaining('ECONNREFUSED') as unknown,
    cause: { message: 'fetch failed', cause: { code: 'ECONNREFUSED' } },
  });
});

test('a request that is given up is closed on the wire', async () => {
  const controller = new AbortController();
  let closed = (): void => undefined;
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const client = await connected((request) => {
    request.socket.on('close', () => closed());
    controller.abort();
  });
  await expect(client.links.get(id, { signal: controller.signal })).rejects.toMatchObject({ code: 'aborted' });
  await gone;
});
