/**
 * What Connect asks of a platform. An adapter is one readable file that satisfies `Platform`; all it knows of the
 * network is the `Outbound` it is made with.
 */
import type { ConnectionReason } from '@connect/sdk/contract';

/** The bounded, redirect-free way out to the platform's configured hosts (see outbound.ts). */
export interface Outbound {
  /** Sends one request and reads the whole answer. Throws `OutboundError` where none arrived. */
  send(request: OutboundRequest): Promise<OutboundResponse>;
}

export interface OutboundRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as `application/x-www-form-urlencoded`. */
  readonly form?: Readonly<Record<string, string>>;
  /** Whether one more try is allowed where the connection could not be made. Never after bytes were sent. */
  readonly retryConnect?: boolean;
  /** ms for everything, where that is less than every request has. */
  readonly timeoutMs?: number;
}

export interface OutboundResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** What an adapter is configured with. */
export interface PlatformOptions {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Asked of the person; without the required ones nothing is connected. Default: the platform's minimum. */
  readonly scopes?: { readonly required: readonly string[]; readonly optional?: readonly string[] };
  /** Other addresses than the platform's own, for the emulators: https, or http on loopback. */
  readonly endpoints?: { readonly authorize?: string; readonly token?: string; readonly api?: string };
  /** Set by an operator who has seen the platform fail in popups. Default `popup`. */
  readonly preferredMode?: 'popup' | 'redirect';
}

/** One permission in words; the texts are plain, `{org}` and `{product}` stand for the names. */
export interface Permission {
  readonly title: string;
  readonly detail: string;
  /** What kind of power it gives; what a page says it can *not* do is computed from these. */
  readonly kind: 'read' | 'messages' | 'publish' | 'ads';
}

export interface AuthorizeRequest {
  readonly state: string;
  readonly redirectUri: string;
  /** Make the platform ask which account, instead of using the one that is logged in. */
  readonly chooseAccount: boolean;
  /** Ask again for what the person has declined before, or taken away since. */
  readonly asksAgain?: boolean;
}

/** Where to send the browser, and what the token request will need to repeat. */
export interface AuthorizeStep {
  readonly url: string;
  readonly verifier?: string;
}

/** What the platform's redirect back said. `state` may be missing on an error. */
export type CallbackResult =
  | { readonly kind: 'code'; readonly code: string; readonly state: string; readonly scopes?: readonly string[] }
  | { readonly kind: 'denied'; readonly state?: string }
  | { readonly kind: 'failed'; readonly failure: PlatformFailure; readonly state?: string }
  | { readonly kind: 'malformed' };

/** Tokens as the vault seals them. Times are ms since 1970. */
export interface Tokens {
  readonly accessToken: string;
  /** `null` where the platform names no end. */
  readonly accessExpiresAt: number | null;
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: number | null;
  /** When the access token was obtained or last refreshed. */
  readonly obtainedAt: number;
  /**
   * A short-lived access token that is still to be exchanged for a lasting one, because the platform did not answer that
   * second step. It works meanwhile; `refresh` makes the exchange, and is due at once.
   */
  readonly provisional?: true;
  /** When the platform wants to be asked again for that exchange, in ms since 1970, where it said. */
  readonly exchangeFrom?: number;
  /** The Page that the access token belongs to, where it is not the person's own; the person's is then the refresh token. */
  readonly page?: string;
}

export interface Exchange {
  readonly tokens: Tokens;
  /** `null`: the platform did not say. */
  readonly scopes: readonly string[] | null;
  /** Other ids of the same account that the exchange told, for matching the platform's notices. */
  readonly altIds: readonly string[];
}

export interface Account {
  /** The platform's stable id: the key of a connection. Opaque text. */
  readonly id: string;
  readonly altIds: readonly string[];
  /** As people write it, with the `@` where the platform uses one; where it told none, what `standInFor` makes of the display name. */
  readonly handle: string;
  readonly displayName: string | null;
  readonly pictureUrl: string | null;
  /** Lower case, the platform's word: `business`, `creator`, `personal`, … */
  readonly type: string | null;
  /** What opens this account and no other, where the platform gives such; otherwise the consent's tokens do. */
  readonly tokens?: Tokens;
  /** The platform did not ask for which of its accounts the consent is: the person chooses on our page. */
  readonly unchosen?: true;
}

/** Why a platform's answer was not what was hoped for; each kind leads to its own sentence. */
export type PlatformFailureKind =
  /** Down, slow, cut off, 5xx, or an answer that cannot be read. Nothing is known to be refused. */
  | 'unavailable'
  /** Too many calls, or the day's quota is used up. */
  | 'limited'
  /** The code is unknown, used or too old. */
  | 'code_refused'
  /** Client id, secret, redirect URI or scope are set wrongly at the platform or here. */
  | 'setup'
  /** The account cannot be connected at all: not a professional one. */
  | 'personal_account'
  /** The person is there, and none of what they gave is an account that can be connected. */
  | 'no_account'
  /** The token is expired, revoked or otherwise dead: the person has to connect again. */
  | 'token_refused'
  /** The person did not grant what the call needs. */
  | 'permission_missing';

interface PlatformFailureDetails {
  readonly platformCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly handle?: string | undefined;
  readonly found?: readonly string[];
  readonly because?: ConnectionReason | undefined;
  readonly outcomeUnknown?: boolean;
  readonly cause?: unknown;
}

/** A platform refused or failed. The message is for the operator's log and holds no secret. */
export class PlatformFailure extends Error {
  override readonly name = 'PlatformFailure';
  readonly kind: PlatformFailureKind;
  /** The platform's own code for it, such as `invalid_grant` or `190/460`. */
  readonly platformCode: string | undefined;
  /** ms until it is worth trying again, where the platform said. */
  readonly retryAfterMs: number | undefined;
  /** What is known of the account, where the refusal is about it. */
  readonly handle: string | undefined;
  /** Names of what was found instead of an account, such as Pages without one. */
  readonly found: readonly string[];
  /** Why the token is dead, as its connection will say it, where the platform tells. */
  readonly because: ConnectionReason | undefined;
  /**
   * The request left, and no answer says what became of it: a code, or a refresh token that rotates, may be spent.
   * `false`: nothing was sent, or the platform answered.
   */
  readonly outcomeUnknown: boolean;

  constructor(kind: PlatformFailureKind, message: string, details: PlatformFailureDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.kind = kind;
    this.platformCode = details.platformCode;
    this.retryAfterMs = details.retryAfterMs;
    this.handle = details.handle;
    this.found = details.found ?? [];
    this.because = details.because;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
  }
}

/** A request that a platform sends by itself, as it came in. */
export interface NoticeRequest {
  /** The last part of its address: `deauthorize`, `data-deletion`, `webhook`. */
  readonly channel: string;
  readonly headers: Headers;
  /** Byte for byte: what was signed. */
  readonly body: Uint8Array;
}

/** What a platform tells about one account. */
export interface PlatformNotice {
  readonly kind: 'access_ended' | 'deletion_requested';
  /** Any of these may be the id that the account is known by here. */
  readonly accountIds: readonly string[];
  /** Why, as its connections will say it. */
  readonly reason: ConnectionReason;
  /** When it happened, in ms since 1970: what was connected since is not meant. */
  readonly occurredAt: number;
}

/** `forged`: not signed by the platform. `untimely`: signed, but too long ago or in the future. `malformed`: cannot be read. */
export type NoticeFault = 'forged' | 'untimely' | 'malformed';

/**
 * What a request turns out to be. `signedWith` names the setting whose secret fits; `ignored` counts notices of other kinds,
 * `unreadable` those of this kind that cannot be read beside others that can.
 */
export type NoticeReading =
  | {
      readonly kind: 'genuine';
      readonly notices: readonly PlatformNotice[];
      readonly ignored: number;
      readonly unreadable: number;
      readonly signedWith: string;
    }
  | { readonly kind: 'refused'; readonly fault: NoticeFault };

/** How a platform tells of what happens there. */
export interface PlatformNotices {
  /** Who sends them, to `/platforms/{sender}/{channel}`. Platforms of one sender share their accounts' ids. */
  readonly sender: string;
  /** Believes nothing before the signature over the very bytes that arrived. Never throws. */
  read(request: NoticeRequest): NoticeReading;
}

export interface Platform {
  readonly id: string;
  /** As people call it: `Instagram`. */
  readonly name: string;
  /**
   * The platform that its accounts are on, where that is another one: this is then a second route to the same accounts, and
   * an account has one connection, whichever route it came by.
   */
  readonly accountsOn?: { readonly id: string; readonly name: string };
  /** The host that people should see in the address bar: `instagram.com`. */
  readonly host: string;
  readonly preferredMode: 'popup' | 'redirect';
  readonly scopes: { readonly required: readonly string[]; readonly optional: readonly string[] };
  /** Whether accounts come with their handle: whether one can be expected by name. */
  readonly tellsHandle: boolean;
  /** Words for every scope it may ask for. */
  readonly permissions: Readonly<Record<string, Permission>>;
  /** Hosts (`host` or `host:port`) that this adapter sends requests to. */
  readonly hosts: readonly string[];

  authorize(request: AuthorizeRequest): AuthorizeStep;
  /** Reads the query of the platform's redirect. Never throws. */
  parseCallback(query: URLSearchParams): CallbackResult;
  /** Spends the code, once. Throws `PlatformFailure`. */
  exchange(input: { code: string; redirectUri: string; verifier?: string }): Promise<Exchange>;
  /** The accounts that the tokens open: one, except where a consent can name several. Throws `PlatformFailure`. */
  fetchAccounts(tokens: Tokens, scopes: readonly string[] | null): Promise<readonly Account[]>;
  /** When `refresh` may first be tried and when it should be, in ms since 1970; `null` where it never can. */
  refreshWindow(tokens: Tokens): { readonly earliest: number; readonly due: number } | null;
  /** New tokens for old. A platform that rotates spends the old refresh token by this. Throws `PlatformFailure`. */
  refresh(tokens: Tokens): Promise<{ tokens: Tokens; scopes: readonly string[] | null }>;
  /** Asks the platform for next to nothing with the access token: returns where it works. Throws `PlatformFailure`. */
  check(tokens: Tokens): Promise<void>;
  /**
   * Ends the access at the platform. `unsupported`: only the person can, in the platform's settings. `keep`: told tokens that
   * were renewed on the way, before they are used; the old ones may be spent.
   */
  revoke(tokens: Tokens, keep?: (renewed: Tokens) => Promise<void>): Promise<'revoked' | 'unsupported'>;
  /** Absent where the platform tells nothing by itself. */
  readonly notices?: PlatformNotices;
}

/**
 * What stands in for a handle that the platform did not tell. Anybody can choose any display name, so it never begins as
 * a handle does; empty where nothing else is in it.
 */
export const standInFor = (displayName: string): string => displayName.replace(/^@+/, '');
