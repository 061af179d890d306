import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, expect, test, vi } from 'vitest';
import { OutboundError } from './outbound-error.ts';
import { platformOutbound, publicOutbound, retryAfterOf } from './outbound.ts';
import type { Outbound } from './platforms/port.ts';
import { cannedServer, type CannedServer } from './testing/canned-server.ts';
import { untrustedServer } from './untrusted.test.fixture.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const serve: typeof cannedServer = async (answer) => {
  const server = await cannedServer(answer);
  closers.push(server.close);
  return server;
};

const outboundTo = (server: CannedServer, limits: { timeoutMs?: number; maxBytes?: number } = {}): Outbound =>
  platformOutbound({ hosts: new Set([server.host]), ...limits });

const failureOf = async (attempt: Promise<unknown>): Promise<OutboundError> => {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OutboundError)) throw new Error(`Expected an OutboundError, got ${inspect(error)}`);
  return error;
};

/**
 * Lets time pass for an attempt, each time when something has come about: a machine that is busy is not given up on. What
 * came of it.
 */
const timeOut = async (attempt: () => Promise<unknown>, ...steps: readonly (readonly [isTime: () => boolean, ms: number])[]): Promise<OutboundError> => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const failure = failureOf(attempt());
    for (const [isTime, ms] of steps) {
      while (!isTime()) await new Promise((resolve) => setImmediate(resolve));
      await vi.advanceTimersByTimeAsync(ms);
    }
    return await failure;
  } finally {
    vi.useRealTimers();
  }
};

const get = (address: string) => ({ method: 'GET', url: new URL(address) }) as const;

const secret = 'IGAA-very-secret';

test('a request reaches a configured host with its form, its headers and who is calling', async () => {
  const server = await serve((_request, response) => response.writeHead(201, { 'x-log': 'a' }).end('{"fine":true}'));
  const response = await outboundTo(server).send({
    method: 'POST',
    url: new URL(`${server.origin}/token?x=1`),
    form: { code: 'a*b!c %2A', scope: 'a,b' },
    headers: { authorization: 'Bearer t' },
  });
  expect(response).toMatchObject({ status: 201, text: '{"fine":true}' });
  expect(response.headers.get('x-log')).toBe('a');
  const [request] = server.received;
  expect(request?.url.href).toBe('http://localhost/token?x=1');
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({ code: 'a*b!c %2A', scope: 'a,b' });
  expect(request?.headers).toMatchObject({
    'content-type': 'application/x-www-form-urlencoded',
    authorization: 'Bearer t',
    'accept-encoding': 'identity',
    'user-agent': expect.stringMatching(/^connect-backend\/\d+\.\d+\.\d+/) as string,
  });
});

test('any other host, port or scheme is not called', async () => {
  const server = await serve((_request, response) => response.end());
  const outbound = outboundTo(server);
  const port = new URL(server.origin).port;
  const neighbour = `http://localhost:${Number(port) + 1}/`;
  const others = [`http://127.0.0.1:${port}/`, 'https://localhost/', 'https://elsewhere.example/', neighbour];
  for (const url of others) {
    expect(await failureOf(outbound.send(get(url)))).toMatchObject({ code: 'refused_host', sent: false });
  }
  const plain = platformOutbound({ hosts: new Set(['graph.instagram.com']) });
  expect(await failureOf(plain.send(get('http://graph.instagram.com/me')))).toMatchObject({ code: 'refused_host' });
  expect(server.received).toEqual([]);
});

test('a redirect is an answer of its own and is not followed', async () => {
  const server = await serve((request, response) =>
    request.url.pathname === '/from' ? response.writeHead(302, { location: '/to' }).end('moved') : response.end('followed'),
  );
  const url = new URL(`${server.origin}/from?access_token=${secret}`);
  const error = await failureOf(outboundTo(server).send({ method: 'GET', url }));
  expect(error).toMatchObject({ code: 'redirected', sent: true });
  expect(server.received).toHaveLength(1);
});

test('an answer may be as large as allowed and not a byte larger, whatever its length claims', async () => {
  const server = await serve(({ url }, response) => {
    const size = Number(url.searchParams.get('size'));
    if (url.pathname === '/stated') response.setHeader('content-length', size);
    response.write('x'.repeat(size - 1));
    response.end('x');
  });
  const outbound = outboundTo(server, { maxBytes: 1000 });
  for (const path of ['/stated', '/chunked']) {
    const fits = await outbound.send(get(`${server.origin}${path}?size=1000`));
    expect(fits.text).toHaveLength(1000);
    const error = await failureOf(outbound.send(get(`${server.origin}${path}?size=1001`)));
    expect(error).toMatchObject({ code: 'too_large', sent: true });
  }
});

test('an endless answer is given up at the limit', async () => {
  let written = 0;
  const server = await serve((_request, response) => {
    const pump = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
      response.once('drain', pump);
    };
    pump();
  });
  const error = await failureOf(outboundTo(server, { maxBytes: 100_000 }).send(get(server.origin)));
  expect(error.code).toBe('too_large');
  expect(written).toBeLessThan(50_000_000);
});

test('headers without end are too large', async () => {
  const server = await serve((_request, response) => response.writeHead(200, { 'x-long': 'x'.repeat(100_000) }).end());
  expect(await failureOf(outboundTo(server).send(get(server.origin)))).toMatchObject({ code: 'too_large' });
});

test('a compressed answer is decoded, and its limit holds for what comes out', async () => {
  const codings = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  const server = await serve(({ url }, response) => {
    const coding = url.searchParams.get('coding') as keyof typeof codings;
    const plain = 'x'.repeat(Number(url.searchParams.get('size')));
    response.writeHead(200, { 'content-encoding': coding }).end(codings[coding](plain));
  });
  const outbound = outboundTo(server, { maxBytes: 1000 });
  for (const coding of Object.keys(codings)) {
    const fits = await outbound.send(get(`${server.origin}/?coding=${coding}&size=1000`));
    expect(fits.text).toBe('x'.repeat(1000));
    // 10 MB that travel as a few kB.
    const bomb = outbound.send(get(`${server.origin}/?coding=${coding}&size=10000000`));
    expect((await failureOf(bomb)).code).toBe('too_large');
  }
});

test('an unknown or broken coding is an answer that cannot be read', async () => {
  const server = await serve(({ url }, response) =>
    response.writeHead(200, { 'content-encoding': url.pathname === '/zip' ? 'zip' : 'gzip' }).end(`not ${secret}`),
  );
  for (const path of ['/zip', '/gzip']) {
    const error = await failureOf(outboundTo(server).send(get(server.origin + path)));
    expect(error).toMatchObject({ code: 'cut_off', sent: true });
    expect(inspect(error, { depth: 10 })).not.toContain(secret);
  }
});

test('silence ends at the time limit: before the headers and in the middle of the answer', async () => {
  const server = await serve(({ url }, response) => {
    if (url.pathname === '/middle') response.write('{"half":');
  });
  let begun = 0;
  const count = () => void (begun += 1);
  subscribe('undici:request:headers', count);
  closers.push(async () => void unsubscribe('undici:request:headers', count));
  const outbound = outboundTo(server, { timeoutMs: 10_000 });
  const isThere = { '/before': () => server.received.length === 1, '/middle': () => begun === 1 };
  for (const [path, isTime] of Object.entries(isThere)) {
    const error = await timeOut(() => outbound.send(get(server.origin + path)), [isTime, 10_000]);
    expect(error).toMatchObject({ code: 'timeout', sent: true });
  }
});

test('a request may have less time than all have, and never more', async () => {
  const server = await serve(() => {});
  const limits = [
    [{ timeoutMs: 10_000 }, 120],
    [{ timeoutMs: 120 }, 10_000],
  ] as const;
  for (const [index, [ofAll, ofThis]] of limits.entries()) {
    const attempt = () => outboundTo(server, ofAll).send({ ...get(server.origin), timeoutMs: ofThis });
    const error = await timeOut(attempt, [() => server.received.length > index, 120]);
    expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('after 120 ms') as string });
  }
});

test('a drip of bytes does not stretch the time limit', async () => {
  let drops = 0;
  const timers: NodeJS.Timeout[] = [];
  closers.push(async () => timers.forEach(clearInterval));
  const server = await serve((_request, response) => timers.push(setInterval(() => (drops += Number(response.write('x'))), 5)));
  const attempt = () => outboundTo(server, { timeoutMs: 10_000 }).send(get(server.origin));
  const error = await timeOut(attempt, [() => drops > 3, 6_000], [() => drops > 9, 4_000]);
  expect(error).toMatchObject({ code: 'timeout', sent: true });
});

test('a name that never resolves ends at the time limit, with nothing sent', async () => {
  const fetchPublic = publicOutbound({ resolve: () => new Promise(() => {}) });
  const error = await failureOf(fetchPublic(new URL('https://slow.example/'), { maxBytes: 10, timeoutMs: 100 }));
  expect(error).toMatchObject({ code: 'timeout', sent: false });
});

test('a connection that breaks off after the request is known as sent', async () => {
  const server = await serve(({ url }, response) => {
    if (url.pathname === '/middle') response.writeHead(200, { 'content-length': 100 }).write('half');
    setImmediate(() => response.destroy());
  });
  for (const path of ['/before', '/middle']) {
    const url = new URL(server.origin + path);
    const error = await failureOf(outboundTo(server).send({ method: 'POST', url, form: {}, retryConnect: true }));
    expect(error).toMatchObject({ code: 'cut_off', sent: true });
  }
  expect(server.received).toHaveLength(2);
});

test('where nobody listens nothing was sent, and it is tried once more only where that is asked for', async () => {
  const server = await cannedServer(() => {});
  await server.close();
  let attempts = 0;
  const count = () => void (attempts += 1);
  subscribe('undici:client:beforeConnect', count);
  closers.push(async () => void unsubscribe('undici:client:beforeConnect', count));
  const outbound = outboundTo(server);
  const error = await failureOf(outbound.send(get(server.origin)));
  expect(error).toMatchObject({ code: 'connection_refused', sent: false });
  expect(error.message).toContain('ECONNREFUSED');
  expect(attempts).toBe(1);
  await failureOf(outbound.send({ method: 'POST', url: new URL(server.origin), form: {}, retryConnect: true }));
  expect(attempts).toBe(3);
});

// `ECONNREFUSED`: of the name servers; nobody knows whether somebody would listen there.
test.each(['ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED'])('a name that does not resolve is told as that (%s)', async (code) => {
  const fetchPublic = publicOutbound({ resolve: () => Promise.reject(Object.assign(new Error('no such name'), { code })) });
  const error = await failureOf(fetchPublic(new URL('https://gone.example/'), { maxBytes: 10 }));
  expect(error).toMatchObject({ code: 'unknown_name', sent: false });
  expect(error.message).toBe(`gone.example was not called: its name does not resolve (${code}).`);
});

test('a certificate that nobody has a reason to trust is told as that, and nothing was sent', async () => {
  const server = await untrustedServer();
  closers.push(() => server.close());
  const error = await failureOf(publicOutbound({ allowedHosts: [server.host] })(new URL(`${server.origin}/${secret}`), { maxBytes: 10 }));
  expect(error).toMatchObject({ code: 'bad_certificate', sent: false });
  expect(error.message).toMatch(/^localhost:\d+ has no certificate that can be trusted \(GET, [A-Z_]*CERT[A-Z_]*\)\.$/);
});

test('no error holds anything of the path, the query, the form or the headers', async () => {
  const server = await serve(({ url }, response) => {
    if (url.pathname.startsWith('/big')) response.end('x'.repeat(5000));
    else if (url.pathname.startsWith('/moved')) response.writeHead(307, { location: `/?t=${secret}` }).end();
    else if (url.pathname.startsWith('/cut')) response.destroy();
  });
  const outbound = outboundTo(server, { maxBytes: 100 });
  const send = (path: string) =>
    failureOf(
      outbound.send({
        ...(path === '/silent' && { timeoutMs: 500 }),
        method: 'POST',
        url: new URL(`${server.origin}${path}/${secret}?access_token=${secret}`),
        form: { client_secret: secret },
        headers: { authorization: `Bearer ${secret}` },
      }),
    );
  const errors = await Promise.all(['/big', '/moved', '/cut', '/silent'].map(send));
  expect(errors.map(({ code }) => code)).toEqual(['too_large', 'redirected', 'cut_off', 'timeout']);
  for (const error of errors) expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(secret);
  const refused = await failureOf(outbound.send(get(`https://other.example/${secret}?t=${secret}`)));
  expect(inspect(refused, { depth: 10, showHidden: true })).not.toContain(secret);
});

test.each([
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://0177.0.0.1/',
  'https://127.0.0.1./',
  'https://①②⑦.⓪.⓪.①/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://169.254.169.254/latest/meta-data',
  'https://[fd00:ec2::254]/',
  'https://0.0.0.0/',
])('the literal address in %s is refused without a look-up', async (url) => {
  const asked: string[] = [];
  const fetchPublic = publicOutbound({
    resolve: async (hostname) => {
      asked.push(hostname);
      return [];
    },
  });
  expect(await failureOf(fetchPublic(new URL(url), { maxBytes: 10 }))).toMatchObject({ code: 'refused_address', sent: false });
  expect(asked).toEqual([]);
});

test('a name is refused for the addresses that it resolves to, and anew at every request', async () => {
  const answers = [['10.0.0.1'], ['::1', '169.254.169.254'], ['::ffff:10.0.0.1']];
  const asked: string[] = [];
  const fetchPublic = publicOutbound({
    resolve: async (hostname) => {
      asked.push(hostname);
      return (answers[asked.length - 1] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
    },
  });
  for (let round = 1; round <= answers.length; round += 1) {
    const error = await failureOf(fetchPublic(new URL(`https://rebinding.example/hook/${secret}`), { maxBytes: 10 }));
    expect(error).toMatchObject({ code: 'refused_address', sent: false });
    expect(error.message).toContain('rebinding.example');
    expect(error.message).not.toContain(secret);
    expect(asked).toHaveLength(round);
  }
});

test('names of this machine are refused through the system’s own resolver', async () => {
  for (const url of ['https://localhost/', 'https://localhost./']) {
    const error = await failureOf(publicOutbound()(new URL(url), { maxBytes: 10 }));
    expect(['refused_address', 'unknown_name']).toContain(error.code);
    expect(error.sent).toBe(false);
  }
});

test('only https goes out to the public, and no credentials in addresses', async () => {
  const fetchPublic = publicOutbound();
  const carrying = `https://u:${secret}@example.com/`;
  const others = ['http://example.com/', 'ftp://example.com/', 'file:///etc/passwd', 'data:text/plain,x', carrying];
  for (const url of others) {
    const error = await failureOf(fetchPublic(new URL(url), { maxBytes: 10 }));
    expect(error).toMatchObject({ code: 'refused_host', sent: false });
    expect(error.message).not.toContain(secret);
  }
});

test('an operator’s allowed host is called by exact host and port, over http too', async () => {
  const server = await serve((request, response) => response.end(`${request.method} ${request.body} ${request.headers.accept}`));
  const fetchPublic = publicOutbound({ allowedHosts: [server.host.toUpperCase()] });
  const request = { method: 'POST', body: 'hello', accept: 'image/png', maxBytes: 100 } as const;
  const response = await fetchPublic(new URL(`${server.origin}/a.png`), request);
  expect(new TextDecoder().decode(response.bytes)).toBe('POST hello image/png');
  const port = Number(new URL(server.origin).port);
  for (const url of [`http://127.0.0.1:${port}/`, `http://localhost:${port + 1}/`, 'http://localhost/', 'https://localhost/']) {
    const error = await failureOf(fetchPublic(new URL(url), { maxBytes: 100 }));
    expect(['refused_host', 'refused_address']).toContain(error.code);
  }
  expect(server.received).toHaveLength(1);
});

test('an allowed host without a port stands for its https port alone', async () => {
  const fetchPublic = publicOutbound({ allowedHosts: ['localhost'] });
  expect(await failureOf(fetchPublic(new URL('http://localhost/'), { maxBytes: 10 }))).toMatchObject({ code: 'refused_host' });
  const elsewhere = await failureOf(fetchPublic(new URL('https://localhost:8443/'), { maxBytes: 10 }));
  expect(elsewhere.code).toBe('refused_address');
  // Nobody serves https here; that it was tried is the point.
  const tried = await failureOf(fetchPublic(new URL('https://localhost/'), { maxBytes: 10 }));
  expect(['connection_refused', 'bad_certificate', 'cut_off', 'unreachable']).toContain(tried.code);
});

test.each([
  ['90', undefined, 90_000],
  ['0', undefined, 0],
  [' 90 ', undefined, 90_000],
  ['31536000', undefined, 86_400_000],
  ['Fri, 20 Nov 2026 12:01:30 GMT', 'Fri, 20 Nov 2026 12:00:00 GMT', 90_000],
  ['Friday, 20-Nov-26 12:01:30 GMT', 'Fri, 20 Nov 2026 12:00:00 GMT', 90_000],
  ['Fri, 20 Nov 2026 11:00:00 GMT', 'Fri, 20 Nov 2026 12:00:00 GMT', 0],
  ['Fri, 20 Nov 2026 12:00:00 GMT', 'Fri, 20 Nov 2020 12:00:00 GMT', 86_400_000],
  ['', undefined, undefined],
  ['soon', undefined, undefined],
  ['-90', undefined, undefined],
  ['1e3', undefined, undefined],
  ['2026', 'Fri, 20 Nov 2026 12:00:00 GMT', 2_026_000],
  ['2026-11-20T12:01:30Z', 'Fri, 20 Nov 2026 12:00:00 GMT', undefined],
  ['Fri, 99 Nov 2026 12:01:30 GMT', 'Fri, 20 Nov 2026 12:00:00 GMT', undefined],
  ['90, 90', undefined, undefined],
])('Retry-After: "%s" at "%s" asks for %s ms', (asked, date, wait) => {
  expect(retryAfterOf(new Headers({ 'retry-after': asked, ...(date !== undefined && { date }) }))).toBe(wait);
});

test('a date of Retry-After counts from this machine’s clock where the answer names no time of its own', () => {
  const wait = retryAfterOf(new Headers({ 'retry-after': new Date(Date.now() + 3_600_000).toUTCString() }));
  expect(wait).toBeGreaterThan(3_500_000);
  expect(wait).toBeLessThanOrEqual(3_600_000);
});
