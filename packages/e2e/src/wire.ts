import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { World } from './world.ts';

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number;
  /** By lower-case name, without those that only move the message (RFC 9110, section 7.6; date, length). */
  readonly headers: Readonly<Record<string, string>>;
  /** The `Set-Cookie` lines. */
  readonly cookies: readonly string[];
  readonly body: string;
}

export interface WireRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

const moving = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date', 'content-length', 'set-cookie']);

/**
 * Asks the backend's real listener, redirects not followed. Node does not resolve *.localhost everywhere, so it goes to the
 * loopback address.
 */
export const wire = async (
  world: World,
  address: string,
  { method = 'GET', headers = {}, body }: WireRequest = {},
): Promise<WireAnswer> => {
  const { host, port, pathname, search } = new URL(address, world.origin);
  const form = body instanceof URLSearchParams && { 'content-type': 'application/x-www-form-urlencoded' };
  const asking = request({
    host: '127.0.0.1',
    port,
    path: `${pathname}${search}`,
    method,
    headers: { host, ...form, ...headers },
    agent: false,
  });
  asking.end(body?.toString());
  const answer = await new Promise<Parameters<NonNullable<Parameters<typeof request>[2]>>[0]>((resolve, reject) =>
    asking.once('response', resolve).once('error', reject),
  );
  const kept = Object.entries(answer.headers).filter(([name]) => !moving.has(name));
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, String(value)])),
    cookies: answer.headers['set-cookie'] ?? [],
    body: await text(answer),
  };
};
