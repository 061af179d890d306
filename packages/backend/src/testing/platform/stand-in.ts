import { platformOutbound } from '../../outbound.ts';
import type { Platform, Outbound } from '../../platforms/port.ts';
import { cannedServer, type ReceivedRequest } from '../canned-server.ts';
import type { PersonAnswer, PlatformCall, PlatformDriver, PlatformFault, PlatformPerson, PlatformWait } from './driver.ts';

export type Answer = readonly [status: number, body: string];

interface Code {
  readonly person: PlatformPerson;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly until: number;
}

interface Token {
  readonly person: PlatformPerson;
  readonly scopes: readonly string[];
  readonly since: number;
  readonly until: number;
  /** What it is good for, in the dialect's own words. */
  readonly use: string;
}

/** What a stand-in remembers. */
export interface Memory {
  readonly codes: Map<string, Code>;
  readonly tokens: Map<string, Token>;
  now(): number;
  fresh(prefix: string): string;
}

/** How one platform speaks: what each request is, and what it is answered. */
export interface Dialect {
  readonly codeLife: number;
  readonly people: readonly [PlatformPerson, PlatformPerson];
  readonly personal?: PlatformPerson;
  callOf(request: ReceivedRequest): PlatformCall;
  answer(call: PlatformCall, request: ReceivedRequest, memory: Memory): Answer;
  /** Its refusal for too many calls, and for trouble of its own. */
  readonly limited: Answer;
  readonly broken: Answer;
  /** What the redirect back carries besides code and state. */
  callback(scopes: readonly string[]): Readonly<Record<string, string>>;
}

/**
 * A platform of a few lines, so that the conformance tests themselves can be tested. It answers over real HTTP; its pages
 * are left out. It proves nothing about the real platforms: that is what their emulators are for.
 */
export const standIn = async (
  dialect: Dialect,
  adapt: (origin: string, outbound: Outbound, clock: { now: () => number }) => Platform,
): Promise<PlatformDriver> => {
  let now = Date.UTC(2026, 10, 20);
  let serial = 0;
  const memory: Memory = {
    codes: new Map(),
    tokens: new Map(),
    now: () => now,
    fresh: (prefix) => `${prefix}${String((serial += 1)).padStart(24, 'x')}`,
  };
  const faults = new Map<PlatformCall, { readonly fault: PlatformFault; readonly wait: PlatformWait | undefined }>();
  const counts = new Map<PlatformCall, number>();

  const server = await cannedServer((request, response) => {
    const call = dialect.callOf(request);
    counts.set(call, (counts.get(call) ?? 0) + 1);
    const { fault, wait } = faults.get(call) ?? {};
    faults.delete(call);
    const send = ([status, body]: Answer) => response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    if (fault === 'server_error') return void send(dialect.broken);
    if (wait !== undefined) {
      const date = new Date(Date.now() + wait.seconds * 1000).toUTCString();
      response.setHeader('retry-after', wait.form === 'date' ? date : String(wait.seconds));
    }
    if (fault === 'rate_limited') return void send(dialect.limited);
    const answer = dialect.answer(call, request, memory);
    if (fault === undefined) send(answer);
    else if (fault === 'cut_off') response.destroy();
    else if (fault === 'malformed') send([200, answer[1].slice(0, -1) || '{']);
    else if (fault === 'html') response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Please wait</title>');
    else if (fault === 'empty') send([200, '']);
  });

  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopped ??= server.close());
  const hosts = new Set([server.host]);
  const platform = adapt(server.origin, platformOutbound({ hosts }), { now: () => now });

  const visit = (authorizeUrl: string, answer: PersonAnswer): URL => {
    const asked = new URL(authorizeUrl).searchParams;
    const back = new URL(asked.get('redirect_uri') ?? '');
    if ('deny' in answer) {
      back.searchParams.set('error', 'access_denied');
      return back;
    }
    const scopes = (asked.get('scope') ?? '').split(',').filter((scope) => !answer.without?.includes(scope));
    const code = memory.fresh('code*');
    memory.codes.set(code, { person: answer.allow, scopes, redirectUri: back.href, until: now + dialect.codeLife });
    for (const [name, value] of Object.entries({ code, state: asked.get('state') ?? '', ...dialect.callback(scopes) })) {
      back.searchParams.set(name, value);
    }
    return back;
  };

  return {
    platform,
    redirectUri: 'https://connect.example/oauth/callback',
    otherRedirectUri: 'https://connect.example/oauth/other',
    secrets: ['stand-in-secret'],
    people: dialect.people,
    ...(dialect.personal && { personal: dialect.personal }),
    now: () => now,
    advance: async (ms) => void (now += ms),
    visit: async (url, answer) => visit(url, answer),
    disturb: async (call, fault, wait) => // A check is the account's request here, with fewer fields.
      void faults.set(call === 'check' ? 'account' : call, { fault, wait }),
    vanish: stop,
    received: async (call) => counts.get(call) ?? 0,
    async endAccess({ id }) {
      for (const [token, { person }] of memory.tokens) if (person.id === id) memory.tokens.delete(token);
    },
    async changePassword({ id }) {
      for (const [token, { person }] of memory.tokens) if (person.id === id) memory.tokens.delete(token);
    },
    close: stop,
  };
};
