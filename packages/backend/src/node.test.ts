import { expect, test } from 'vitest';
import { listen } from './node.ts';

const addressFor = async (trustProxy: number, forwarded?: string): Promise<string | undefined> => {
  let address: string | undefined;
  const connect = {
    fetch: (_request: Request, caller?: { readonly address?: string }) => {
      address = caller?.address;
      return Promise.resolve(new Response());
    },
  };
  const server = await listen(connect, { port: 0, host: '127.0.0.1', trustProxy });
  await fetch(`http://127.0.0.1:${server.port}/`, { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } });
  await server.close();
  return address;
};

test.each([
  ['without a proxy, the peer, whatever it says', 0, '203.0.113.9', '127.0.0.1'],
  ['behind one, the last address, not what the caller has put in front', 1, '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  ['behind two, the last but one', 2, '198.51.100.1, 203.0.113.9, 10.0.0.1', '203.0.113.9'],
  ['without the port that some proxies write', 1, '203.0.113.9:51234', '203.0.113.9'],
  ['without the brackets and the port', 1, '[2001:db8::7]:51234', '2001:db8::7'],
  ['as it is, for IPv6', 1, '2001:db8::7', '2001:db8::7'],
  ['the peer, where what came is no address', 1, 'unknown', '127.0.0.1'],
  ['the peer, where nothing came', 1, undefined, '127.0.0.1'],
])('who calls is told %s', async (_what, trustProxy, forwarded, expected) => {
  expect(await addressFor(trustProxy, forwarded)).toBe(expected);
});
