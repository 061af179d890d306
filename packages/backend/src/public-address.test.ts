import { connect, type AddressInfo, createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { guardedLookup, isPublicAddress, type Resolve } from './public-address.ts';

test.each([
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '198.17.255.255',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:830::200e',
])('%s is public', (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ['unspecified', '0.0.0.0'],
  ['this network', '0.1.2.3'],
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['carrier-grade NAT', '100.64.0.1'],
  ['metadata', '100.100.100.200'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['metadata', '169.254.169.254'],
  ['Azure host', '168.63.129.16'],
  ['metadata', '192.0.0.192'],
  ['documentation', '192.0.2.1'],
  ['documentation', '198.51.100.7'],
  ['documentation', '203.0.113.9'],
  ['6to4 relay', '192.88.99.1'],
  ['benchmark', '198.18.0.1'],
  ['benchmark', '198.19.255.255'],
  ['multicast', '224.0.0.1'],
  ['multicast', '239.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['unspecified', '::'],
  ['loopback', '::1'],
  ['loopback, long', '0:0:0:0:0:0:0:1'],
  ['compatible', '::7f00:1'],
  ['mapped private', '::ffff:10.0.0.1'],
  ['mapped public', '::ffff:8.8.8.8'],
  ['mapped, hex', '::ffff:7f00:1'],
  ['translated', '::ffff:0:127.0.0.1'],
  ['NAT64', '64:ff9b::7f00:1'],
  ['local NAT64', '64:ff9b:1::1'],
  ['discard', '100::1'],
  ['Teredo', '2001::1'],
  ['benchmark', '2001:2::1'],
  ['ORCHID', '2001:20::1'],
  ['documentation', '2001:db8::1'],
  ['documentation', '3fff::1'],
  ['6to4', '2002:7f00:1::1'],
  ['segment routing', '5f00::1'],
  ['unique-local', 'fc00::1'],
  ['metadata', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with zone', 'fe80::1%lo'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['no address', 'localhost'],
  ['no address', ''],
])('%s (%s) is not public', (_what, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

test('a socket goes to the very address that was checked, without a second resolution', async () => {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  const asked: string[] = [];
  // A rebinding name: good when it is checked, bad at every later look.
  const resolve: Resolve = async (hostname) => {
    asked.push(hostname);
    return [{ address: asked.length === 1 ? '127.0.0.1' : '127.6.6.6', family: 4 }];
  };
  const attempts: string[] = [];
  const socket = connect({
    host: 'rebinding.example',
    port: (server.address() as AddressInfo).port,
    lookup: guardedLookup(resolve, (address) => address === '127.0.0.1'),
  });
  socket.on('connectionAttempt', (address: string) => attempts.push(address));
  await new Promise<void>((done, fail) => socket.once('connect', done).once('error', fail));
  socket.destroy();
  expect(asked).toEqual(['rebinding.example']);
  expect(socket.remoteAddress ?? attempts[0]).toBe('127.0.0.1');
  expect(attempts).toEqual(['127.0.0.1']);
});

test('addresses that do not pass are left out, and none left is an error', async () => {
  const lookup = (addresses: string[], all: boolean) =>
    new Promise<unknown>((resolve) => {
      const resolver: Resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      guardedLookup(resolver, isPublicAddress)('name.example', { all }, (error, address) => resolve(error ?? address));
    });
  expect(await lookup(['10.0.0.1', '8.8.8.8', '::1'], true)).toEqual([{ address: '8.8.8.8', family: 4 }]);
  expect(await lookup(['10.0.0.1', '8.8.8.8'], false)).toBe('8.8.8.8');
  expect(await lookup(['10.0.0.1', '::1'], true)).toMatchObject({ code: 'refused_address', sent: false });
  expect(await lookup([], true)).toMatchObject({ code: 'refused_address' });
});
