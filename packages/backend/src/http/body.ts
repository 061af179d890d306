import { limits } from '@connect/sdk/contract';
import { Problem } from '../problem.ts';

const tooLarge = (): Problem =>
  new Problem('payload_too_large', `The body is larger than ${limits.body.toLocaleString('en')} bytes. Send less.`);

/** The body as text: at most 64 kB, counted as it arrives, and well-formed UTF-8. Refuses everything else. */
export const readText = async (request: Request): Promise<string> => {
  if (Number(request.headers.get('content-length') ?? 0) > limits.body) throw tooLarge();
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > limits.body) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new Problem('invalid_request', 'The body is not well-formed UTF-8.');
  }
};

/** Whether nothing was sent along, or an empty object, as some clients do with every POST. */
export const isEmpty = async (request: Request): Promise<boolean> => {
  if (request.body === null) return true;
  try {
    return /^\s*(\{\s*\})?\s*$/.test(await readText(request));
  } catch (cause) {
    // Too large, or no text at all.
    if (cause instanceof Problem) return false;
    throw cause;
  }
};

/** The media type without its parameters, lower case. */
export const mediaType = (request: Request): string =>
  (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** The body as JSON. Refuses what cannot be read as such. */
export const readJson = async (request: Request): Promise<unknown> => {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new Problem(
      'invalid_request',
      text === '' ? 'The body is empty; it must be a JSON object.' : 'The body is not well-formed JSON.',
    );
  }
};
