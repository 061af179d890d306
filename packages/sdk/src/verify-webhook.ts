import { ConnectError } from './connect-error.ts';
import type { Event } from './contract/event.ts';
import { webhookBody, type WebhookParts, type WebhookRequest } from './webhook-body.ts';

/** What `verifyWebhook` needs to know. */
export interface VerifyWebhookOptions {
  /** The endpoint's secret, `whsec_…`; several while it is being replaced, or where one address has several endpoints. */
  readonly secret: string | readonly string[];
  /** How far the time of sending may be from now, in seconds, either way. By default 300. */
  readonly toleranceSeconds?: number | undefined;
  /** The clock, in ms since 1970; by default the computer's. For tests. */
  readonly now?: (() => number) | undefined;
}

const encoder = new TextEncoder();

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> | undefined => {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
};

/** The key of a secret. Refuses what is none by its name, without repeating it. */
const keyOf = (secret: unknown, name: string): Uint8Array<ArrayBuffer> => {
  const key = typeof secret === 'string' ? bytesOf(secret.replace(/^whsec_/, '')) : undefined;
  if (secret && key !== undefined && key.length >= 24) return key;
  const fault = secret ? 'is not the secret of a webhook endpoint' : 'is empty';
  const advice = 'Pass what `webhooks.create` or `webhooks.rotate` answered, such as whsec_…, and leave out what is not set.';
  throw new ConnectError('configuration', `\`${name}\` ${fault}. ${advice}`);
};

const keysOf = (secret: VerifyWebhookOptions['secret']): Promise<CryptoKey[]> => {
  const isList = Array.isArray(secret) && secret.length > 0;
  const keys = isList ? Array.from(secret, (each, index) => keyOf(each, `secret[${index}]`)) : [keyOf(String(secret ?? ''), 'secret')];
  return Promise.all(keys.map((key) => crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])));
};

const isEvent = (value: unknown): value is Event => {
  const { id, workspace, seq, type, actor, data, createdAt } = (value ?? {}) as Partial<Record<keyof Event, unknown>>;
  const texts = [id, workspace, type, createdAt].every((text) => typeof text === 'string');
  return texts && typeof seq === 'number' && [actor, data].every((part) => typeof part === 'object' && part !== null);
};

/**
 * Makes sure that a request to your webhook address comes from Connect and is new, and answers with its event. Give it the
 * request as it came, or its headers and the body's bytes: a body that was parsed and written again has another signature. Connect
 * sends at least once, so look whether you have dealt with `event.id` before.
 *
 * Answer 2xx where it resolves, and 400 where it rejects.
 *
 * @throws ConnectError `configuration` for options that cannot work, or no request at all; `webhook_unsigned` where a header is missing;
 *   `webhook_signature_invalid`; `webhook_expired` where it was sent too long ago, or a clock is wrong;
 *   `webhook_too_large`; `webhook_unreadable` where the body cannot be read, or is signed and no event.
 *
 * @example
 * ```ts
 * const post = async (request: Request): Promise<Response> => {
 *   try {
 *     const event = await verifyWebhook(request, { secret: process.env.CONNECT_WEBHOOK_SECRET ?? '' });
 *     await enqueue(event); // deal with it later, and answer at once
 *     return new Response(null, { status: 204 });
 *   } catch (error) {
 *     if (!isConnectError(error)) throw error;
 *     return new Response(error.code, { status: 400 });
 *   }
 * };
 * ```
 */
export const verifyWebhook = async (
  request: Request | WebhookRequest | WebhookParts,
  { secret, toleranceSeconds = 300, now = Date.now }: VerifyWebhookOptions,
): Promise<Event> => {
  if (!(Number.isFinite(toleranceSeconds) && toleranceSeconds > 0)) {
    throw new ConnectError('configuration', '`toleranceSeconds` must be a number of seconds above 0, such as 300.');
  }
  const keys = await keysOf(secret);
  const { id, timestamp, signature, body } = await webhookBody(request);
  const refuse = (code: 'webhook_signature_invalid' | 'webhook_expired' | 'webhook_unreadable', sentence: string) =>
    new ConnectError(code, `${sentence} [webhook ${/^[\w-]{1,64}$/.test(id) ? id : 'without a readable id'}]`);

  // The signature before the time, so that only Connect's own messages are told that they are old.
  const signed = encoder.encode(`${id}.${timestamp}.`);
  const message = new Uint8Array(signed.length + body.length);
  message.set(signed);
  message.set(body, signed.length);
  const given = signature
    // `Headers` puts a comma between two of the same name.
    .split(/,?\s+/, 16)
    .flatMap((text) => (text.startsWith('v1,') ? [bytesOf(text.slice(3))] : []))
    .filter((bytes) => bytes !== undefined);
  // `verify` compares in constant time: https://w3c.github.io/webcrypto/#hmac-operations-verify
  const checks = keys.flatMap((key) => given.map((bytes) => crypto.subtle.verify('HMAC', key, bytes, message)));
  if (!(await Promise.all(checks)).includes(true)) {
    throw refuse('webhook_signature_invalid', 'No signature fits. Check that the secret is this endpoint’s, and pass the body as it came.');
  }
  const age = Math.floor(now() / 1000) - Number(timestamp);
  if (!/^\d{1,12}$/.test(timestamp) || !(Math.abs(age) <= toleranceSeconds)) {
    throw refuse('webhook_expired', `It was sent ${Math.abs(age)} s ${age < 0 ? 'in the future' : 'ago'}. Check this machine’s clock.`);
  }
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw refuse('webhook_unreadable', 'It is signed, but not JSON. Check that backend and SDK have the same version.');
  }
  if (!isEvent(event)) {
    throw refuse('webhook_unreadable', 'It is signed, but no event. Check that backend and SDK have the same version.');
  }
  return event;
};
