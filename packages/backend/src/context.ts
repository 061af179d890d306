import type { Platform } from './platforms/port.ts';
import type { PictureFetch } from './picture-fetch.ts';
import type { Storage } from './storage/port.ts';
import type { Vault } from './vault.ts';

/** A log line: a sentence and plain facts, none of them secret. */
export interface Log {
  info(facts: Readonly<Record<string, unknown>>, message: string): void;
  warn(facts: Readonly<Record<string, unknown>>, message: string): void;
  error(facts: Readonly<Record<string, unknown>>, message: string): void;
}

/** What every noun is made with. Time, the network and chance come in here and nowhere else. */
export interface Context {
  /** Connect's own address, without a slash at the end. */
  readonly origin: string;
  /** The integrator's name, the one that the platforms show. */
  readonly productName: string;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly fetchPicture: PictureFetch;
  /** ms since 1970. */
  readonly now: () => number;
  readonly log: Log;
}
