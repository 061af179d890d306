import type { Account } from './account.ts';
import type { BehaviourOrder } from './behaviour.ts';
import type { LoggedRequest } from './request-log.ts';

/** An emulated platform: a fetch handler that serves all of the platform's hosts, and the strings that a test can pull. */
export interface Emulator<Client = unknown, Settings = unknown, Endpoint extends string = string> {
  readonly name: 'instagram' | 'tiktok';
  /** Serves API, login pages, pictures and the control API, by path; the request's host does not matter. */
  readonly fetch: (request: Request) => Promise<Response>;
  readonly control: Control<Client, Settings, Endpoint>;
  /** Forgets codes, tokens, logins, consents, settings, queued behaviours, the log and every jump of the clock. */
  reset(): void;
}

/** What tests may do to the platform and its accounts. All of it is also served under `/_emulator/`. */
export interface Control<Client = unknown, Settings = unknown, Endpoint extends string = string> {
  /** Queues a one-time behaviour for the next request to an endpoint. */
  next(order: BehaviourOrder<Endpoint>): void;
  /** Changes settings, if any are given; answers with all that hold now. */
  settings(change?: Partial<Settings>): Settings;
  /** Registers an app, as the platform's developer portal would; replaces an app with the same id. */
  register(client: Client): void;
  /** Jumps ahead in time, in milliseconds. */
  advance(milliseconds: number): void;
  /** The person removes the app (or every app) in the platform's settings: its tokens die. */
  removeApp(username: string, clientId?: string): void;
  /** The person changes the password: tokens die and browsers are logged out. */
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
