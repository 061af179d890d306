import { limits } from '@connect/sdk/contract';
import type { Hono } from 'hono';
import { deletionPage } from '../pages/index.ts';
import type { NoticeFault } from '../platforms/port.ts';
import type { Environment, Exchange } from './environment.ts';
import type { PageAnswers } from './page-answers.ts';
import type { Parts } from './parts.ts';
import type { RateLimiters } from './rate-limits.ts';

/** The addresses that are registered at the platforms. */
const addresses = [
  ['meta', 'deauthorize'],
  ['meta', 'data-deletion'],
  ['tiktok', 'webhook'],
] as const;

/** ms that a body may take to arrive. */
const patience = 10_000;

/** Why a notice is not taken: a status, and what to do. */
type Fault = NoticeFault | 'too_large' | 'too_slow';
const refusals: Readonly<Record<Fault, readonly [status: number, sentence: string]>> = {
  forged: [403, 'The signature is not one of this app’s. Check that the app’s secret here is the one that the platform has.'],
  untimely: [403, 'It was signed too long ago, or in the future. Check the clocks, and send it anew.'],
  malformed: [400, 'This is not what the platform’s documents describe. Send it as they say.'],
  too_large: [413, `The body is larger than ${limits.body.toLocaleString('en')} bytes. Send less.`],
  too_slow: [408, `The body did not arrive within ${patience / 1000} seconds. Send it anew.`],
};

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}): Response =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', ...headers } });

/** The body byte for byte, as it was signed; or what is wrong with how it comes. */
const readBytes = async (request: Request): Promise<Uint8Array | 'too_large' | 'too_slow'> => {
  if (Number(request.headers.get('content-length') ?? 0) > limits.body) return 'too_large';
  const reader = request.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<'too_slow'>((resolve) => (timer = setTimeout(() => resolve('too_slow'), patience)));
  try {
    for (;;) {
      const part = await Promise.race([reader.read(), late]);
      if (part === 'too_slow') return part;
      if (part.done) return Buffer.concat(chunks);
      size += part.value.byteLength;
      if (size > limits.body) return 'too_large';
      chunks.push(part.value);
    }
  } finally {
    clearTimeout(timer);
    // What is still on its way is nobody's any longer; that it breaks off then is no news.
    void reader.cancel().catch(() => undefined);
  }
};

/** What platforms tell by themselves, and the page where people see how their request to delete went. */
export const mountPlatformNotices = (
  app: Hono<Environment>,
  parts: Parts,
  answers: PageAnswers,
  rateLimiters: RateLimiters,
): void => {
  const { context, notices, deletions } = parts;
  const { origin, log } = context;

  /** Refuses; whoever is refused too often is told to wait. What is genuine is never counted against anybody. */
  const refuse = async (exchange: Exchange, sender: string, channel: string, fault: Fault): Promise<Response> => {
    const wait = await rateLimiters.call(exchange.env.address ?? '');
    if (wait !== undefined) {
      notices.counts.add(sender, channel, 'rate_limited');
      const detail = `Too much from your address was refused. Wait ${wait} seconds.`;
      return json(429, { code: 'rate_limited', detail }, { 'retry-after': String(wait) });
    }
    const [status, detail] = refusals[fault];
    return json(status, { code: fault, detail });
  };

  for (const [sender, channel] of addresses) {
    const path = `/platforms/${sender}/${channel}`;
    app.post(path, async (exchange) => {
      try {
        const { headers } = exchange.req.raw;
        const body = await readBytes(exchange.req.raw);
        if (typeof body === 'string') {
          notices.counts.add(sender, channel, body);
          log.warn({ sender, channel, outcome: body }, 'A notice in the name of a platform was refused; nothing was changed.');
          return await refuse(exchange, sender, channel, body);
        }
        const result = await notices.receive(sender, { channel, headers, body });
        if (result.kind === 'refused') return await refuse(exchange, sender, channel, result.fault);
        if (result.kind === 'nobody') return json(404, { code: 'not_found', detail: 'No platform that sends this is set up here.' });
        const [code] = result.codes;
        if (code === undefined) return json(200, {});
        return json(200, { url: `${origin}/deletion/${code}`, confirmation_code: code });
      } catch (cause) {
        log.error({ err: cause, requestId: exchange.get('requestId'), route: path }, 'A notice of a platform could not be taken.');
        return json(500, { code: 'internal_error', detail: 'The fault is on this side and has been noted. Send it again later.' });
      }
    });
    app.all(path, () => json(405, { code: 'method_not_allowed', detail: 'This address takes POST.' }, { allow: 'POST' }));
  }

  app.get('/deletion/:code', (exchange) =>
    answers.guarded(exchange, 'hosted', async () => {
      const deletion = await deletions.byCode(exchange.req.param('code'));
      const frame = answers.frame(exchange.req.raw, 'page');
      return answers.send(deletionPage({ ...frame, deletion: deletion ?? null }), 'hosted');
    }),
  );
  app.all('/deletion/:code', (exchange) => answers.notThisWay(exchange, 'GET'));
};
