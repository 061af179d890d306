import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { Client, type buildConnector } from 'undici';
import { OutboundError, type OutboundErrorCode } from './outbound-error.ts';
import { version } from './version.ts';

/** An answer that was read to its end, decoded. */
export interface BoundedResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
}

export interface BoundedRequest {
  /** Makes the connection, and is where addresses are checked. */
  readonly connect: buildConnector.connector;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** For everything, from the look-up of the name to the last byte. */
  readonly timeoutMs: number;
  /** The answer's largest size, as it travels and decoded. */
  readonly maxBytes: number;
}

/**
 * One request on a connection of its own. A kept connection may be closed by the other side in the moment it is used
 * again, and then nobody knows whether a code or a rotating token was spent; TLS sessions are resumed all the same.
 */
export const boundedRequest = async (request: BoundedRequest): Promise<BoundedResponse> => {
  const { method, url, headers, body, connect, timeoutMs, maxBytes } = request;
  let sent = false;
  let timedOut = false;
  const client = new Client(url.origin, {
    pipelining: 0,
    maxResponseSize: maxBytes,
    connect: (options, callback) => {
      connect(options, (...outcome) => {
        // From here on, undici writes the request.
        sent = outcome[0] === null;
        callback(...outcome);
      });
    },
  });
  const timer = setTimeout(() => {
    timedOut = true;
    void client.destroy();
  }, timeoutMs);
  try {
    const response = await client.request({
      method,
      path: url.pathname + url.search,
      headers: { 'accept-encoding': 'identity', 'user-agent': `connect-backend/${version}`, ...headers },
      body: body ?? null,
    });
    if (response.statusCode >= 300 && response.statusCode < 400) {
      // Torn down unread below; the error of that is nobody's news.
      response.body.on('error', () => {});
      throw new OutboundError('redirected', `${url.host} answered ${method} with a redirect, ${response.statusCode}.`, { sent });
    }
    const received = headersOf(response.headers);
    const bytes = await decode(new Uint8Array(await response.body.arrayBuffer()), received.get('content-encoding'), maxBytes);
    return { status: response.statusCode, headers: received, bytes };
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    const reason = timedOut ? undefined : reasonOf(error);
    const code = timedOut ? 'timeout' : codeOf(reason, sent);
    // Not as the cause: undici's errors hold the socket, zlib's the data.
    throw new OutboundError(code, `${url.host} ${sentences[code]} (${method}, ${reason ?? `after ${timeoutMs} ms`}).`, { sent });
  } finally {
    clearTimeout(timer);
    await client.destroy();
  }
};

const sentences: Readonly<Record<OutboundErrorCode, string>> = {
  refused_address: 'was not called: it has no public address',
  refused_host: 'was not called: it is not allowed',
  redirected: 'answered with a redirect',
  timeout: 'did not answer in time',
  too_large: 'answered with more than is accepted',
  unknown_name: 'was not found: its name does not resolve',
  connection_refused: 'refused the connection: nothing listens there',
  bad_certificate: 'has no certificate that can be trusted',
  unreachable: 'could not be reached',
  cut_off: 'broke off, or answered with what is no HTTP',
};

const reasonOf = (error: unknown): string => {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  return typeof code === 'string' ? code : String(name);
};

/** OpenSSL's and Node's names of what is wrong with a certificate: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const ofCertificates = /CERT|^UNABLE_TO_|^(?:CRL|ERROR_IN_CRL|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)/;

/** Of getaddrinfo, where the operating system resolves. */
const ofNames = /^(?:ENOTFOUND|EAI_|ENODATA|ESERVFAIL)/;

const codeOf = (reason: string | undefined, sent: boolean): OutboundErrorCode => {
  if (!sent && reason !== undefined) {
    if (ofCertificates.test(reason)) return 'bad_certificate';
    if (ofNames.test(reason)) return 'unknown_name';
    if (reason === 'ECONNREFUSED') return 'connection_refused';
    if (reason === 'ECONNRESET') return 'cut_off';
  }
  switch (reason) {
    // Of the name servers.
    case 'ETIMEOUT':
    case 'UND_ERR_CONNECT_TIMEOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return 'timeout';
    case 'UND_ERR_RES_EXCEEDED_MAX_SIZE':
    case 'UND_ERR_HEADERS_OVERFLOW':
    case 'ERR_BUFFER_TOO_LARGE':
      return 'too_large';
    default:
      return sent ? 'cut_off' : 'unreachable';
  }
};

const headersOf = (received: Readonly<Record<string, string | string[] | undefined>>): Headers => {
  const headers = new Headers();
  for (const [name, values] of Object.entries(received)) {
    for (const value of [values ?? []].flat()) headers.append(name, value);
  }
  return headers;
};

type Decoder = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Uint8Array>;

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** We ask for plain answers; some edges compress all the same. The limit holds for what comes out. */
const decode = async (bytes: Uint8Array, coding: string | null, maxBytes: number): Promise<Uint8Array> => {
  if (coding === null || coding.trim().toLowerCase() === 'identity' || bytes.length === 0) return bytes;
  const decoder = decoders[coding.trim().toLowerCase()];
  if (decoder === undefined) throw Object.assign(new Error('Unknown content coding'), { code: 'ERR_CONTENT_CODING' });
  return decoder(bytes, { maxOutputLength: maxBytes });
};
