import type { ConnectionReason } from '@connect/sdk/contract';
import * as z from 'zod/mini';
import { parseLossless } from './json.ts';
import { clockTolerance, isSignature, textOf } from './notice-signature.ts';
import { field } from './oauth.ts';
import type { NoticeFault, PlatformNotice, PlatformNotices } from './port.ts';

/** Every event has this; `authorization.removed` also has a person and, as JSON in a text, a reason. */
const Envelope = z.object({ client_key: z.string(), event: z.string() });
const Removed = z.object({
  user_openid: field.id,
  create_time: z.int().check(z.positive(), z.lte(8_640_000_000_000)),
  content: z.catch(z.optional(z.string()), undefined),
});
const Content = z.object({ reason: z.union([z.int(), z.pipe(z.string().check(z.regex(/^\d+$/)), z.transform(Number))]) });

/** https://developers.tiktok.com/doc/webhooks-events: 0 is unknown, 1 the person in TikTok's settings. */
const reasons: ReadonlyMap<number, ConnectionReason> = new Map([
  [2, 'account_deleted'],
  [3, 'account_age_changed'],
  [4, 'account_banned'],
  [5, 'app_revoked'],
]);

/**
 * ms after which a request is no longer believed. TikTok repeats what was not taken for 72 hours, and does not say whether it
 * signs each attempt anew: with less, an outage here could lose what was told meanwhile. One that is sent again by somebody
 * else changes nothing: it ends only what was connected before it happened.
 * https://developers.tiktok.com/doc/webhooks-overview
 */
const oldest = 72 * 60 * 60_000 + clockTolerance;

interface Client {
  readonly clientId: string;
  readonly clientSecret: string;
}

/**
 * TikTok's webhook: `TikTok-Signature: t=…,s=…`, where `s` is the hex HMAC of `t`, a dot and the body. A body may hold one
 * event or a list. All kinds of events come to the one address, whoever asked for them.
 * https://developers.tiktok.com/doc/webhooks-verification
 */
export const tiktokNotices = ({ clientId, clientSecret }: Client, now: () => number): PlatformNotices => ({
  sender: 'tiktok',
  read({ channel, headers, body }) {
    const refused = (fault: NoticeFault) => ({ kind: 'refused', fault }) as const;
    if (channel !== 'webhook') return refused('malformed');
    const { t, s } = partsOf(headers.get('tiktok-signature') ?? '');
    if (t === undefined || s === undefined) return refused('forged');
    if (!isSignature(Buffer.from(s, 'hex'), clientSecret, `${t}.`, body)) return refused('forged');
    const signedAt = Number(t) * 1000;
    const age = now() - signedAt;
    if (age > oldest || age < -clockTolerance) return refused('untimely');
    const events = [jsonOf(textOf(body) ?? '')].flat();
    // One that cannot be read must not keep back the others: TikTok would send them all again, for ever alike.
    const read = events.map((event) => noticeOf(event, clientId, signedAt));
    const notices = read.filter((each) => typeof each === 'object');
    const ignored = read.filter((each) => each === 'ignored').length;
    const unreadable = read.length - notices.length - ignored;
    if (unreadable > 0 && unreadable === read.length) return refused('malformed');
    return { kind: 'genuine', notices, ignored, unreadable, signedWith: 'TIKTOK_CLIENT_SECRET' };
  },
});

const noticeOf = (event: unknown, clientId: string, signedAt: number): PlatformNotice | 'ignored' | 'unreadable' => {
  const envelope = z.safeParse(Envelope, event);
  // Signed with this app's secret, but about another app: two apps' settings are mixed up somewhere.
  if (!envelope.success || envelope.data.client_key !== clientId) return 'unreadable';
  if (envelope.data.event !== 'authorization.removed') return 'ignored';
  const removed = z.safeParse(Removed, event);
  if (!removed.success) return 'unreadable';
  const { user_openid: openId, create_time: seconds, content } = removed.data;
  const happenedAt = seconds * 1000;
  // A time in another unit, or made up: believed, it would end what is connected from now until then, each time it comes again.
  if (happenedAt > signedAt + clockTolerance) return 'unreadable';
  // What was told had happened by then, however far ahead a clock of theirs is.
  return { kind: 'access_ended', accountIds: [openId], reason: reasonOf(content), occurredAt: Math.min(happenedAt, signedAt) };
};

/** `t` and `s` of the header; neither where one of them is given twice or is not what it should be. */
const partsOf = (header: string): { readonly t?: string | undefined; readonly s?: string | undefined } => {
  const given = header.split(',').map((part) => part.trim());
  const one = (name: string, form: RegExp): string | undefined => {
    const [value, ...more] = given.filter((part) => part.startsWith(`${name}=`)).map((part) => part.slice(name.length + 1));
    return value !== undefined && more.length === 0 && form.test(value) ? value : undefined;
  };
  return { t: one('t', /^\d{1,12}$/), s: one('s', /^[0-9a-f]{64}$/i) };
};

/** The reason in words; one that is not known, or cannot be read, is still an end. */
const reasonOf = (content: string | undefined): ConnectionReason => {
  const parsed = z.safeParse(Content, jsonOf(content ?? ''));
  return (parsed.success ? reasons.get(parsed.data.reason) : undefined) ?? 'removed_at_platform';
};

const jsonOf = (text: string): unknown => {
  try {
    return parseLossless(text);
  } catch {
    // The error quotes the text; that it is no JSON is all that matters.
    return undefined;
  }
};
