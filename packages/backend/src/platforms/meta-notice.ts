import * as z from 'zod/mini';
import { parseLossless } from './json.ts';
import { clockTolerance, isSignature, textOf } from './notice-signature.ts';
import { field } from './oauth.ts';
import type { NoticeFault, PlatformNotice, PlatformNotices } from './port.ts';

/** A secret that Meta may sign with, and the setting that it comes from. */
interface SigningSecret {
  readonly setting: string;
  readonly secret: string;
}

/** ms after which a request is no longer believed. Meta sends each of them once. */
const maxAge = 60 * 60_000;

const Payload = z.object({
  algorithm: z.string().check(z.regex(/^HMAC-SHA256$/i)),
  user_id: field.id,
  issued_at: z.int().check(z.positive(), z.lte(8_640_000_000_000)),
});

const kinds: Readonly<Record<string, Pick<PlatformNotice, 'kind' | 'reason'>>> = {
  deauthorize: { kind: 'access_ended', reason: 'removed_at_platform' },
  'data-deletion': { kind: 'deletion_requested', reason: 'deletion_requested' },
};

/**
 * Meta's `signed_request`: base64url of a signature, a dot, and base64url of a JSON text. The signature is over the second
 * part as it is written. https://developers.facebook.com/docs/development/create-an-app/app-dashboard/data-deletion-callback
 */
export const metaNotices = (secrets: readonly SigningSecret[], now: () => number): PlatformNotices => ({
  sender: 'meta',
  read({ channel, body }) {
    const refused = (fault: NoticeFault) => ({ kind: 'refused', fault }) as const;
    const said = kinds[channel];
    const [given, ...more] = new URLSearchParams(textOf(body) ?? '').getAll('signed_request');
    // Padding is not part of base64url, and some have met it all the same.
    const [, signature, payload] = /^([\w-]+)={0,2}\.([\w-]+={0,2})$/.exec(given ?? '') ?? [];
    if (said === undefined || signature === undefined || payload === undefined || more.length > 0) return refused('malformed');
    const bytes = Buffer.from(signature, 'base64url');
    const signedWith = secrets.find(({ secret }) => isSignature(bytes, secret, payload))?.setting;
    if (signedWith === undefined) return refused('forged');
    const parsed = z.safeParse(Payload, jsonOf(payload));
    if (!parsed.success) return refused('malformed');
    const occurredAt = parsed.data.issued_at * 1000;
    if (occurredAt > now() + clockTolerance || occurredAt < now() - maxAge) return refused('untimely');
    const notice = { ...said, accountIds: [parsed.data.user_id], occurredAt };
    return { kind: 'genuine', notices: [notice], ignored: 0, unreadable: 0, signedWith };
  },
});

const jsonOf = (encoded: string): unknown => {
  try {
    return parseLossless(Buffer.from(encoded, 'base64url').toString('utf8'));
  } catch {
    // The error quotes the text; that it is no JSON is all that matters.
    return undefined;
  }
};
