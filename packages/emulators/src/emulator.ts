import type { Account } from './account.ts';
import type { BehaviourOrder } from './behaviour.ts';
import type { Notice } from './notices.ts';
import type { LoggedRequest } from './request-log.ts';

/** An emulated platform: a fetch handler that serves all of the platform's hosts, and the strings that a test can pull. */
export interface Emulator<Client = unknown, Settings = unknown, Endpoint extends string = string> {
  readonly name: 'instagram' | 'facebook' | 'tiktok';
  /** Serves API, login pages, pictures and the control API, by path; the request's host does not matter. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly control: Control<Client, Settings, Endpoint>;
  /** Forgets codes, tokens, logins, consents, settings, queued behaviours, the log and every jump of the clock. */
  reset(): void;
  /** What lasts: tokens, consents, changed accounts and the clock's jumps, as text. It holds the tokens. */
  save(): string;
  /** Forgets everything and remembers what `save` told. Throws a TypeError for text that `save` of this platform did not write. */
  restore(saved: string): void;
}

/** What tests may do to the platform and its accounts. All of it is also served under `/_emulator/`. */
export interface Control<Client = unknown, Settings = unknown, Endpoint extends string = string> {
  /** Queues a one-time behaviour for the next request to an endpoint. */
  next(order: BehaviourOrder<Endpoint>): void;
  /** Changes settings, if any are given; answers with all that hold now. */
  settings(change?: Partial<Settings>): Settings;
  /** Registers an app, as the platform's developer portal would; replaces an app with the same id. */
  register(client: Client): void;
  /** Jumps ahead in time, in milliseconds. Notices that are due by then are sent again. */
  advance(milliseconds: number): void;
  /**
   * The person (or each of them) removes the app (or every app) in the platform's settings: its tokens die, and the app is
   * told where it wants to be. `reason` is TikTok's, 1 unless told: 0 unknown, 1 disconnected, 2 account deleted, 3 age
   * changed, 4 banned, 5 revoked by the developer.
   */
  removeApp(username: string | readonly string[], clientId?: string, reason?: number): void;
  /**
   * The person removes the app (or every app) and asks that it delete what it has. At TikTok, which knows no such request,
   * the person deletes the account: reason 2.
   */
  requestDeletion(username: string, clientId?: string): void;
  /** What apps were told, oldest first. Waits until nothing is on its way; a notice that is to be sent again later is not. */
  notices(): Promise<readonly Notice[]>;
  /** Sends a notice again as it was sent last, byte for byte. */
  resend(id: number): void;
  /** The person changes the password: tokens die and browsers are logged out. Apps are not told. */
  changePassword(username: string): void;
  /** Tokens of the account reach the end of their life now: access tokens, or `all` (refresh tokens, too). */
  expire(username: string, tokens?: 'access' | 'all'): void;
  /** Changes what can change about an account. The control API still knows it by its first username as well. */
  update(username: string, change: AccountChange): void;
  /** The requests that the platform has seen, oldest first, and how many to each endpoint. */
  log(): RequestSummary;
}

export type AccountChange = Partial<Pick<Account, 'username' | 'name' | 'kind' | 'followers' | 'picture'>>;

export interface RequestSummary {
  readonly counts: Readonly<Record<string, number>>;
  readonly requests: readonly LoggedRequest[];
}
