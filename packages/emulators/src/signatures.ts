import { createHmac } from 'node:crypto';

/**
 * Meta's `signed_request`, the one field of deauthorization and data-deletion notices: `signature.payload`, both
 * base64url, signed over the encoded payload. The payload's keys keep their order. `padded`: with the `=` that base64url
 * normally leaves out.
 */
export function signedRequest(secret: string, payload: Readonly<Record<string, unknown>>, padded = false): string {
  const pad = (text: string) => (padded ? text.padEnd(Math.ceil(text.length / 4) * 4, '=') : text);
  const encoded = pad(Buffer.from(JSON.stringify(payload)).toString('base64url'));
  return `${pad(createHmac('sha256', secret).update(encoded).digest('base64url'))}.${encoded}`;
}

/** The value of TikTok's `TikTok-Signature` header. `at` is in seconds since 1970; `body` is the raw body. */
export function tiktokSignature(secret: string, at: number, body: string): string {
  return `t=${at},s=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}
