import { parse } from 'hono/utils/cookie';

/** Seconds that a browser's hold on a flow lasts. */
const maxAge = 20 * 60;

/** How many flows one browser holds at most. */
const maxFlows = 5;

const kinds = { bind: '__Host-clb_', confirm: '__Host-clc_' } as const;
type Kind = keyof typeof kinds;

const nameOf = (kind: Kind, fid: string): string => `${kinds[kind]}${fid.slice('cf_'.length, 'cf_'.length + 8)}`;

const value = /^(cf_[A-Za-z0-9_-]{43})\.(c[bc]_[A-Za-z0-9_-]{43})$/;

/** The secrets of one kind that a browser sent, by fid. */
export const flowCookies = (request: Request, kind: Kind): ReadonlyMap<string, string> => {
  const found = new Map<string, string>();
  for (const [name, text] of Object.entries(parse(request.headers.get('cookie') ?? ''))) {
    const [, fid, secret] = (name.startsWith(kinds[kind]) && value.exec(text)) || [];
    if (fid !== undefined && secret !== undefined && name === nameOf(kind, fid)) found.set(fid, secret);
  }
  return found;
};

const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/**
 * The header that gives a browser its hold on a flow. `Lax`: it is sent when the platform sends the browser back, by a
 * top-level GET; `Strict` would not be.
 */
export const setFlowCookie = (kind: Kind, fid: string, secret: string): string =>
  `${nameOf(kind, fid)}=${fid}.${secret}; ${attributes}; Max-Age=${maxAge}`;

const dropFlowCookie = (kind: Kind, fid: string): string => `${nameOf(kind, fid)}=; ${attributes}; Max-Age=0`;

/**
 * The headers that take away what is too much when one more flow begins: those that are over go first, then the oldest.
 */
export const dropSurplus = (
  held: readonly { readonly fid: string; readonly ended: boolean; readonly createdAt: number }[],
  added: string,
): string[] => {
  const others = held.filter(({ fid }) => fid !== added);
  const surplus = others.length - (maxFlows - 1);
  if (surplus <= 0) return [];
  const leaving = [...others].sort((a, b) => Number(b.ended) - Number(a.ended) || a.createdAt - b.createdAt).slice(0, surplus);
  return leaving.map(({ fid }) => dropFlowCookie('bind', fid));
};
