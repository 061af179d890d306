import { ConnectError } from './connect-error.ts';

/** Values of headers by their names, in any case: as `fetch`, Node, or a framework of one's own keeps them. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | readonly string[] | null | undefined }
  | Iterable<readonly [name: string, value: string | readonly string[]]>
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request as `fetch` has them: the platform's own `Request`, and those of libraries and other realms, which are none of its instances. */
export interface WebhookRequest {
  readonly headers: WebhookHeaders;
  readonly body: unknown;
  readonly bodyUsed: boolean;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** A request that some framework has read already: its headers in any case, and its body before anything parsed it. */
export interface WebhookParts {
  readonly headers: WebhookHeaders;
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

/** Its parts as they come, wherever a request keeps them: a stream of the web's, one of Node's, or nothing that can be read in parts. */
const partsOf = async function* (request: WebhookRequest): AsyncGenerator<Uint8Array> {
  const body = request.body as (Partial<ReadableStream<Uint8Array>> & Partial<AsyncIterable<Uint8Array>>) | null | undefined;
  if (typeof body?.getReader === 'function') {
    const reader = body.getReader();
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
    } finally {
      // Not waited for: where it is not at its end, nobody needs the rest.
      reader.cancel().catch(() => undefined);
    }
  } else if (body?.[Symbol.asyncIterator]) yield* body as AsyncIterable<Uint8Array>;
  else yield new Uint8Array(await request.arrayBuffer());
};

/** The body of a request, as far as an event can be long. */
const read = async (request: WebhookRequest): Promise<Uint8Array> => {
  if (request.bodyUsed) {
    throw new ConnectError('webhook_unreadable', 'The body was read before. Pass the request as it came, or its headers and bytes.');
  }
  if (Number(valuesOf(request.headers, 'content-length')[0] ?? 0) > largest) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of partsOf(request)) {
      length += chunk.length;
      if (length > largest) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof ConnectError) throw cause;
    throw new ConnectError('webhook_unreadable', 'The body broke off before its end.', { cause });
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
};

/** All values of a header, also where it came several times. */
const valuesOf = (headers: WebhookHeaders, name: string): readonly string[] => {
  const map = headers as { readonly get?: (name: string) => string | readonly string[] | null | undefined };
  const got = typeof map.get === 'function' ? map.get(name) : undefined;
  if (got) return [got].flat();
  const pairs = Symbol.iterator in headers ? [...headers] : Object.entries(headers);
  return pairs.flatMap(([key, value]) => (key.toLowerCase() === name && value ? value : []));
};

const headerOf = ({ headers }: WebhookParts | WebhookRequest, name: string): string => {
  const value = valuesOf(headers, name).join(' ');
  if (value) return value;
  throw new ConnectError('webhook_unsigned', `The request has no ${name}, so that it cannot come from Connect.`);
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/**
 * Reads what is signed out of a request. Refuses what lacks a header, and what is too large. Nothing goes by `instanceof`, which
 * knows its own realm alone: test environments and polyfills have others.
 */
export const webhookBody = async (request: WebhookRequest | WebhookParts): Promise<SignedBody> => {
  if (!isObject(request) || !isObject(request.headers)) {
    throw new ConnectError('configuration', 'There is no request to look at. Pass the request as it came, or its headers and body.');
  }
  const [id, timestamp, signature] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headerOf(request, name));
  const whole = 'arrayBuffer' in request ? await read(request) : request.body;
  const body = typeof whole === 'string' ? new TextEncoder().encode(whole) : whole;
  if (!ArrayBuffer.isView(body)) {
    throw new ConnectError('webhook_unreadable', '`body` must be the text or the bytes as they came, not what was parsed of them.');
  }
  if (body.byteLength > largest) throw tooLarge();
  const bytes = new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  return { id: id ?? '', timestamp: timestamp ?? '', signature: signature ?? '', body: bytes };
};
