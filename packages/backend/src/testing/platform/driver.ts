import type { NoticeRequest, Platform } from '../../platforms/port.ts';

/** What is true of a platform, and so decides which tests it must pass. */
export interface PlatformTraits {
  /** ms after which a code is too old. */
  readonly codeLife: number;
  /** Whether a person can leave out some of the scopes. */
  readonly partialGrants: boolean;
  /**
   * Accounts that cannot be connected: there are `none`, the platform's own page stops them, or they come through and the
   * adapter has to tell (`reported`).
   */
  readonly personalAccounts: 'none' | 'stopped' | 'reported';
  /** Whether a code brings a short-lived token first, which a second request exchanges for a lasting one. */
  readonly exchangesTwice: boolean;
  /** ms that an access token must have lived before it can be refreshed; 0 where it need not. */
  readonly minimumTokenAge: number;
  /** Whether every refresh ends the refresh token that it was made with. */
  readonly rotates: boolean;
  /** Whether tokens come to an end by themselves. */
  readonly tokensExpire: boolean;
  /** Whether access can be ended at the platform by a request. */
  readonly revokes: boolean;
  /** Whether the tokens end where the person changes the password at the platform. */
  readonly endsWithPassword?: boolean;
  /** Whether one consent can bring several accounts. */
  readonly severalAccounts?: boolean;
  /** Whether the platform tells by itself that a person has removed the app, and whether it also asks for deletion. */
  readonly notices?: 'removal' | 'with_deletion';
}

/** An account as the platform under the adapter knows it. */
export interface PlatformPerson {
  /** The id by which the adapter must name it. */
  readonly id: string;
  /** The handle that the adapter must show for it, with the scopes that it is made with. */
  readonly handle: string;
}

/** What a person does on the platform's pages. */
export type PersonAnswer =
  | { readonly allow: PlatformPerson; /** Scopes that they untick. */ readonly without?: readonly string[] }
  | { readonly deny: PlatformPerson };

/** A kind of request that an adapter makes. */
export type PlatformCall =
  /** The code for the first token. */
  | 'token'
  /** The short-lived token for the lasting one. */
  | 'second_exchange'
  | 'account'
  | 'refresh'
  /** Whether an access token works. */
  | 'check'
  | 'revoke';

export type PlatformFault =
  /** The request takes effect; its answer comes later than the adapter's way out waits. */
  | 'slow'
  /** The request takes effect; the connection breaks before or within its answer. */
  | 'cut_off'
  /** The request takes effect; its answer is a 200 that nobody can read. */
  | 'malformed'
  /** The request takes effect; its answer is a 200 with a web page. */
  | 'html'
  /** The request takes effect; its answer is a 200 with nothing in it. */
  | 'empty'
  /** A 500 in the platform's own words, or in none. The request has no effect. */
  | 'server_error'
  /** The platform's refusal for too many calls. The request has no effect. */
  | 'rate_limited';

/** What a platform asks for with `Retry-After`, and in which of its two forms. */
export interface PlatformWait {
  readonly seconds: number;
  readonly form: 'seconds' | 'date';
}

/**
 * One adapter joined to one platform, over real HTTP: an emulator, or a platform's own sandbox. Each test has a fresh one,
 * and nothing of an earlier test's is in it.
 */
export interface PlatformDriver {
  /** The adapter under test. Its clock is `now`; its way out waits less than a second. */
  readonly platform: Platform;
  /** Registered at the platform. */
  readonly redirectUri: string;
  /** Registered as well, but not what a code was asked with. */
  readonly otherRedirectUri: string;
  /** What no error may hold, besides the codes and tokens that the tests see themselves: the client's secret. */
  readonly secrets: readonly string[];
  /** Two accounts that can be connected. */
  readonly people: readonly [PlatformPerson, PlatformPerson];
  /** One that cannot, where the platform has such. */
  readonly personal?: PlatformPerson;
  /** The time that adapter and platform share, in ms since 1970. */
  now(): number;
  /** Lets time pass for both. */
  advance(ms: number): Promise<void>;
  /**
   * Opens the adapter's authorize URL as a browser would, answers the platform's pages, and gives the address that the
   * platform sends the browser back to; `undefined` where it does not send it back.
   */
  visit(authorizeUrl: string, answer: PersonAnswer): Promise<URL | undefined>;
  /** Gives the next request of this kind a fault, once. `wait` is what `rate_limited` asks for with `Retry-After`; by default nothing. */
  disturb(call: PlatformCall, fault: PlatformFault, wait?: PlatformWait): Promise<void>;
  /** From here on nobody listens at the platform's address. */
  vanish(): Promise<void>;
  /** How many requests of this kind the platform has received. */
  received(call: PlatformCall): Promise<number>;
  /** The person removes the app at the platform. */
  endAccess(person: PlatformPerson): Promise<void>;
  /** The person changes the password at the platform. */
  changePassword?(person: PlatformPerson): Promise<void>;
  /** Accounts that one consent of somebody's brings, all of them and nothing else, in any order; `visit` allows them for the first. */
  readonly several?: readonly PlatformPerson[];
  /** The person asks the platform to have deleted what apps know of them. */
  askForDeletion?(person: PlatformPerson): Promise<void>;
  /** Every notice that the platform has sent so far, as it was sent. */
  sent?(): Promise<readonly NoticeRequest[]>;
  close(): Promise<void>;
}
