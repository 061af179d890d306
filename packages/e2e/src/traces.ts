import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Connect, Log } from '@connect/backend';
import type { Emulator } from '@connect/emulators';

/** Secrets that name their kind themselves. */
const prefixed = {
  cl: 'link',
  rc: 'receipt',
  cs: 'flow',
  cb: 'binding',
  cc: 'confirmation',
  st: 'state',
  ct: 'session token',
} as const;

export type SecretKind =
  | (typeof prefixed)[keyof typeof prefixed]
  | 'code'
  | 'platform token'
  | 'verifier'
  | 'proof'
  | 'client secret'
  | 'API key'
  | 'webhook secret'
  | 'endpoint’s answer'
  | 'master key';

/** One request to the backend, and its answer. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  /** The answer's headers but for its cookies, and its body. */
  readonly text: string;
  readonly isPage: boolean;
}

export interface Line {
  readonly level: keyof Log;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly message: string;
}

/** The one place where an answer may hold a secret, without which nobody could use it; everything else is a leak. */
const withoutItsPlace = (kind: SecretKind, secret: string, { method, path, text, isPage }: Exchange): string => {
  const operation = `${method} ${path}`;
  switch (kind) {
    case 'link': {
      const isTold = /^POST \/v1\/links(\/[^/]+\/(reveal|rotate))?$/.test(operation);
      const isShown = isPage && (path.startsWith(`/l/${secret}`) || path.startsWith('/f/') || path.startsWith('/r/'));
      return isTold || isShown ? text.replaceAll(`/l/${secret}`, '') : text;
    }
    case 'receipt': {
      const isShown = isPage && (/^\/f\/[^/]+\/done$/.test(path) || path.startsWith(`/r/${secret}`));
      // As a way to it, and in the letter with which people send it to themselves.
      return isShown ? text.replaceAll(`/r/${secret}`, '').replaceAll(`%2Fr%2F${secret}`, '') : text;
    }
    case 'state':
      return /^POST \/l\/[^/]+\/start$/.test(operation) ? text.replaceAll(secret, '') : text;
    case 'session token':
      return operation === 'POST /v1/sessions' ? text.replaceAll(`"${secret}"`, '') : text;
    case 'platform token':
      return /^POST \/v1\/connections\/[^/]+\/token$/.test(operation) ? text.replaceAll(`"${secret}"`, '') : text;
    case 'webhook secret': {
      const isTold = /^POST \/v1\/webhook-endpoints(\/[^/]+\/rotate)?$/.test(operation);
      return isTold ? text.replaceAll(`"${secret}"`, '') : text;
    }
    default:
      return text;
  }
};

/** What to look for: its beginning and its end, so that a shortened one is found as well. */
const piecesOf = (secret: string): readonly string[] => {
  const bare = secret.replace(/^[a-z]{2}_/, '');
  return bare.length < 40 ? [bare] : [bare.slice(0, 20), bare.slice(-20)];
};

/** How deep a log line is looked into. */
const everything = { depth: 10, showHidden: true, maxStringLength: null, maxArrayLength: null } as const;

/** Everything that an answer's body still brings; it may break off, as a test has ordered. */
const textOf = async (response: Response): Promise<string> => {
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk as Uint8Array, { stream: true });
  } catch {
    // What came before the end is what matters.
  }
  return text;
};

/**
 * Looks over a backend's shoulder: collects the secrets that pass by, and finds those that have stayed where they must
 * not be: in log lines, in answers, in the files of `folder`.
 */
export const createTraces = (folder: string) => {
  const secrets = new Map<string, SecretKind>();
  const exchanges: Exchange[] = [];
  const lines: Line[] = [];
  const elsewhere = new Map<string, string>();

  const plant = (kind: SecretKind, ...values: readonly string[]): void => {
    for (const value of values) if (value !== '' && !secrets.has(value)) secrets.set(value, kind);
  };

  const collect = (text: string): void => {
    for (const [secret, prefix] of text.matchAll(/\b(cl|rc|cs|cb|cc|st|ct)_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/g)) {
      plant(prefixed[prefix as keyof typeof prefixed], secret);
    }
    for (const [secret] of text.matchAll(/\bwhsec_[A-Za-z0-9+/]{43}=/g)) {
      plant('webhook secret', secret, Buffer.from(secret.slice('whsec_'.length), 'base64').toString('latin1'));
    }
  };

  const note = (level: keyof Log) => (facts: Line['facts'], message: string) => void lines.push({ level, facts, message });

  return {
    secrets,
    exchanges,
    lines,
    plant,
    log: { info: note('info'), warn: note('warn'), error: note('error') } satisfies Log,

    /** Looks at something else as well, such as what a program has printed. */
    saw: (where: string, text: string): void => void elsewhere.set(text, where),

    /** The backend, with every answer of its noted down. */
    watch: (connect: Connect): Connect => ({
      ...connect,
      async fetch(request, caller) {
        const { pathname, searchParams } = new URL(request.url);
        collect(`${request.url} ${request.headers.get('cookie') ?? ''} ${await request.clone().text()}`);
        if (/^\/oauth\/[^/]+\/callback$/.test(pathname)) plant('code', ...searchParams.getAll('code'));
        const response = await connect.fetch(request, caller);
        const body = await response.clone().text();
        const cookies = response.headers.getSetCookie().join(' ');
        const headers = new Headers(response.headers);
        headers.delete('set-cookie');
        const text = `${JSON.stringify([...headers])} ${body}`;
        collect(`${cookies} ${text}`);
        const isPage = (headers.get('content-type') ?? '').startsWith('text/html');
        exchanges.push({ method: request.method, path: pathname, text, isPage });
        return response;
      },
    }),

    /** The platform, with the secrets that it is told and tells collected on the way. */
    tap: (platform: () => Pick<Emulator, 'fetch'>): Pick<Emulator, 'fetch'> => ({
      async fetch(request) {
        const form = new URLSearchParams(await request.clone().text());
        for (const [name, value] of [...new URL(request.url).searchParams, ...form]) {
          if (name === 'code_verifier') plant('verifier', value);
          if (name === 'appsecret_proof') plant('proof', value);
          if (/^(access_|refresh_|input_|fb_exchange_)?token$/.test(name)) plant('platform token', value);
        }
        const response = await platform().fetch(request);
        const text = await textOf(response.clone());
        for (const [token] of text.matchAll(/(?:IGAA|EAA|act\.|rft\.)[\w-]{20,}/g)) plant('platform token', token);
        return response;
      },
    }),

    /** What the database has written so far, in all of its files. */
    stored: (): string =>
      readdirSync(folder)
        .map((file) => readFileSync(join(folder, file)).toString('latin1'))
        .join('\n'),

    /** Where secrets have stayed, in words that do not repeat them. */
    leaks(): string[] {
      const said = lines.map(({ level, facts, message }) => ({
        where: `the ${level} line "${message}"`,
        text: `${message} ${JSON.stringify(facts)} ${inspect(facts, everything)}`,
      }));
      const stored = this.stored();
      const found = new Set<string>();
      for (const [secret, kind] of secrets) {
        const pieces = piecesOf(secret);
        const holds = (text: string): boolean => pieces.some((piece) => text.includes(piece));
        for (const { where, text } of said) if (holds(text)) found.add(`${kind} in ${where}`);
        for (const [text, where] of elsewhere) if (holds(text)) found.add(`${kind} in ${where}`);
        for (const exchange of exchanges) {
          if (!holds(exchange.text)) continue;
          const path = exchange.path.replaceAll(/(\w\w)_[\w-]{20,}/g, '$1_…');
          if (holds(withoutItsPlace(kind, secret, exchange))) found.add(`${kind} in the answer to ${exchange.method} ${path}`);
        }
        const raw = /^[a-z]{2}_/.test(secret) ? Buffer.from(secret.slice(3), 'base64url').toString('latin1') : undefined;
        if (holds(stored) || (raw !== undefined && stored.includes(raw))) found.add(`${kind} in the database's files`);
      }
      return [...found];
    },
  };
};

export type Traces = ReturnType<typeof createTraces>;
