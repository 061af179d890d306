import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { nameResolver } from './name-resolver.ts';
import { OutboundError } from './outbound-error.ts';
import { publicOutbound } from './outbound.ts';

const types = { 1: 'A', 28: 'AAAA' } as const;

/** What a name server says to a question: addresses, a code of failure (RFC 1035, section 4.1.1), or nothing at all. */
type Say = (name: string, type: 'A' | 'AAAA') => readonly string[] | number | undefined;

/** A name server of this machine; `asked` are its questions, `A name`. It answers when `wait` resolves. */
const nameServer = async (say: Say, wait: (type: 'A' | 'AAAA') => Promise<unknown> = () => Promise.resolve()) => {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (question, { port, address }) => {
    const labels: string[] = [];
    let at = 12;
    for (let length = question.readUInt8(at); length > 0; length = question.readUInt8(at)) {
      labels.push(question.toString('latin1', at + 1, at + 1 + length));
      at += 1 + length;
    }
    const number = question.readUInt16BE(at + 1);
    const type = types[number as keyof typeof types];
    const name = labels.join('.');
    asked.push(`${type} ${name}`);
    const answer = say(name, type);
    if (answer === undefined) return;
    const addresses = typeof answer === 'number' ? [] : answer;
    const head = Buffer.alloc(12);
    head.writeUInt16BE(question.readUInt16BE(0), 0);
    head.writeUInt16BE(0x8180 + (typeof answer === 'number' ? answer : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(addresses.length, 6);
    const records = addresses.map((one) => {
      const bytes = type === 'A' ? Buffer.from(one.split('.').map(Number)) : Buffer.from(one, 'hex');
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(number, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(bytes.length, 10);
      return Buffer.concat([record, bytes]);
    });
    const send = (): void => socket.send(Buffer.concat([head, question.subarray(12, at + 5), ...records]), port, address);
    void wait(type).then(send);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  onTestFinished(() => void socket.close());
  return { asked, servers: [`127.0.0.1:${(socket.address() as AddressInfo).port}`] };
};

const codeOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'none',
    (cause: unknown) => (cause as { readonly code?: unknown }).code,
  );

const noSuchName = 3;

test('a name has all its addresses, of both families', async () => {
  const six = '20010db8000000000000000000000001';
  const { servers } = await nameServer((_name, type) => (type === 'A' ? ['198.51.100.1', '198.51.100.2'] : [six]));
  expect(await nameResolver({ servers })('hooks.example')).toEqual([
    { address: '198.51.100.1', family: 4 },
    { address: '198.51.100.2', family: 4 },
    { address: '2001:db8::1', family: 6 },
  ]);
});

test('a name with addresses of one family has these, whether the other is refused or not answered', async () => {
  for (const other of [noSuchName, [], undefined] as const) {
    const { servers } = await nameServer((_name, type) => (type === 'A' ? ['198.51.100.1'] : other));
    expect(await nameResolver({ servers })('hooks.example')).toEqual([{ address: '198.51.100.1', family: 4 }]);
  }
});

test('IPv4 addresses are waited for, however much earlier those of IPv6 come; IPv6 is not waited for in the same way', async () => {
  const say: Say = (_name, type) => [type === 'A' ? '198.51.100.1' : '20010db8000000000000000000000001'];
  const late = await nameServer(say, (type) => delay(type === 'A' ? 300 : 0));
  expect((await nameResolver({ servers: late.servers })('hooks.example')).map(({ family }) => family)).toEqual([4, 6]);
  const never = await nameServer(say, (type) => (type === 'A' ? Promise.resolve() : new Promise(() => undefined)));
  expect((await nameResolver({ servers: never.servers })('hooks.example')).map(({ family }) => family)).toEqual([4]);
  const silent = await nameServer(say, (type) => (type === 'A' ? new Promise(() => undefined) : Promise.resolve()));
  expect((await nameResolver({ servers: silent.servers, timeoutMs: 2_000 })('hooks.example')).map(({ family }) => family)).toEqual([6]);
});

test('why a name does not resolve is told, silence at the time limit', async () => {
  const answers = { 'gone.example': noSuchName, 'empty.example': [], 'broken.example': 2 } as const;
  const { servers } = await nameServer((name) => answers[name as keyof typeof answers]);
  const codes = await Promise.all(Object.keys(answers).map((name) => codeOf(nameResolver({ servers })(name))));
  expect(codes).toEqual(['ENOTFOUND', 'ENODATA', 'ESERVFAIL']);
  expect(await codeOf(nameResolver({ servers, timeoutMs: 150 })('silent.example'))).toBe('ETIMEOUT');
});

test('at the time limit it is over, however many name servers have still to be asked', async () => {
  const silent = await Promise.all([1, 2, 3, 4].map(() => nameServer(() => undefined)));
  const resolve = nameResolver({ servers: silent.flatMap(({ servers }) => servers), timeoutMs: 300 });
  expect(await codeOf(resolve('silent.example'))).toBe('ETIMEOUT');
  // Each of them would be asked twice for either family.
  expect(silent.flatMap(({ asked }) => asked).length).toBeLessThan(16);
});

test('this machine is not asked for, nor looked up in its hosts file', async () => {
  const { asked, servers } = await nameServer(() => ['198.51.100.1']);
  const resolve = nameResolver({ servers });
  for (const name of ['localhost', 'LOCALHOST.', 'app.localhost']) {
    expect(await resolve(name)).toEqual([{ address: '127.0.0.1', family: 4 }, { address: '::1', family: 6 }]);
  }
  expect(asked).toEqual([]);
  expect(await resolve('notlocalhost')).toEqual([{ address: '198.51.100.1', family: 4 }]);
});

test('whoever wants the same name at the same time shares one look-up, and later ones look anew', async () => {
  const { asked, servers } = await nameServer((_name, type) => (type === 'A' ? ['198.51.100.1'] : []));
  const resolve = nameResolver({ servers });
  const all = await Promise.all(Array.from({ length: 40 }, () => resolve('hooks.example')));
  expect(new Set(all.map((addresses) => JSON.stringify(addresses))).size).toBe(1);
  expect(asked.toSorted()).toEqual(['A hooks.example', 'AAAA hooks.example']);
  await resolve('hooks.example');
  expect(asked).toHaveLength(4);
});

test('a name that has failed is not asked for again for ten seconds', async () => {
  let now = Date.now();
  let isThere = false;
  const { asked, servers } = await nameServer(() => (isThere ? ['198.51.100.1'] : noSuchName));
  const resolve = nameResolver({ servers, now: () => now });
  expect(await codeOf(resolve('hooks.example'))).toBe('ENOTFOUND');
  const once = asked.length;
  isThere = true;
  now += 9_999;
  expect(await codeOf(resolve('hooks.example'))).toBe('ENOTFOUND');
  expect(asked).toHaveLength(once);
  now += 1;
  expect(await resolve('hooks.example')).toContainEqual({ address: '198.51.100.1', family: 4 });
});

test('failures are remembered of so many names and no more', async () => {
  const { asked, servers } = await nameServer(() => noSuchName);
  const resolve = nameResolver({ servers, now: () => 0 });
  for (let from = 0; from <= 1000; from += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, index) => codeOf(resolve(`n${from + index}.example`))));
  }
  const before = asked.length;
  await codeOf(resolve('n1099.example'));
  expect(asked).toHaveLength(before);
  await codeOf(resolve('n0.example'));
  expect(asked.length).toBeGreaterThan(before);
});

test('names whose servers are silent hold up no other: a hundred of them, and one that answers', async () => {
  const { servers } = await nameServer((name, type) => (name !== 'good.example' ? undefined : type === 'A' ? ['10.0.0.1'] : []));
  const fetchPublic = publicOutbound({ resolve: nameResolver({ servers }) });
  const failureOf = (host: string): Promise<unknown> => codeOf(fetchPublic(new URL(`https://${host}/`), { maxBytes: 10 }));
  let ended = 0;
  const silent = Array.from({ length: 100 }, async (_, index) => {
    const code = await failureOf(`dead${index}.example`);
    ended += 1;
    return code;
  });
  expect(await failureOf('good.example')).toBe('refused_address');
  expect(ended).toBe(0);
  expect(new Set(await Promise.all(silent))).toEqual(new Set(['timeout']));
});

test('a request says that the name servers were silent, and that nothing was sent', async () => {
  const { servers } = await nameServer(() => undefined);
  const fetchPublic = publicOutbound({ resolve: nameResolver({ servers, timeoutMs: 100 }) });
  const error = await fetchPublic(new URL('https://dead.example/'), { maxBytes: 10 }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(OutboundError);
  expect(error).toMatchObject({ code: 'timeout', sent: false, message: 'dead.example did not answer in time (GET, ETIMEOUT).' });
});
