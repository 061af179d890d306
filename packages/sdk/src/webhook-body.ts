import { ConnectError } from './connect-error.ts';

/** A request that some framework has read already: its headers in any case, and its body before anything parsed it. */
export interface WebhookParts {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array;
}

/** What is signed, and with what. */
export interface SignedBody {
  readonly id: string;
  readonly timestamp: string;
  readonly signature: string;
  readonly body: Uint8Array;
}

/** In bytes. An event has a few hundred; whoever sends more is not Connect. */
const largest = 262_144;

const tooLarge = (): ConnectError =>
  new ConnectError('webhook_too_large', `The body has more than ${largest} bytes, which no event has. It was not read further.`);

/** The body of a request, as far as an event can be long. */
const read = async (request: Request): Promise<Uint8Array> => {
  if (request.bodyUsed) {
    throw new ConnectError('webhook_unreadable', 'The body was read before. Pass the request as it came, or its headers and bytes.');
  }
  if (Number(request.headers.get('content-length') ?? 0) > largest) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (const reader = request.body?.getReader(); reader; ) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ConnectError('webhook_unreadable', 'The body broke off before its end.', { cause });
    });
    if (done) break;
    length += value.length;
    if (length > largest) {
      await reader.cancel();
      throw tooLarge();
    }
    chunks.push(value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
};

const headerOf = ({ headers }: WebhookParts | Request, name: string): string => {
  const named = headers instanceof Headers ? undefined : Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  const value = headers instanceof Headers ? headers.get(name) : typeof named === 'object' ? named[0] : named;
  if (value) return value;
  throw new ConnectError('webhook_unsigned', `The request has no ${name}, so that it cannot come from Connect.`);
};

/** Reads what is signed out of a request. Refuses what lacks a header, and what is too large. */
export const webhookBody = async (request: Request | WebhookParts): Promise<SignedBody> => {
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(request, name));
  const whole = request instanceof Request ? await read(request) : request.body;
  const body = typeof whole === 'string' ? new TextEncoder().encode(whole) : whole;
  if (!(body instanceof Uint8Array)) {
    throw new ConnectError('webhook_unreadable', '`body` must be the text or the bytes as they came, not what was parsed of them.');
  }
  if (body.length > largest) throw tooLarge();
  return { id: id ?? '', timestamp: timestamp ?? '', signature: signature ?? '', body };
};
