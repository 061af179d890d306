import type { Account } from './account.ts';
import type { Clock } from './clock.ts';

/** Finds an account by its key. */
export type AccountOf = (key: string) => Account | undefined;

/** A part of what an emulation remembers, as JSON can hold it. */
export type Memory = Readonly<Record<string, unknown>>;

interface MemoryParts {
  readonly platform: string;
  readonly clock: Clock;
  readonly accounts: readonly Account[];
  readonly state: { save(): Memory; load(memory: Memory, accountOf: AccountOf): void };
  reset(): void;
}

/** Changes with the shape of what is saved. */
const version = 1;

/** Saves and restores what outlives a restart. Codes and logins that are under way do not, as little as settings and the log. */
export function createMemory({ platform, clock, accounts, state, reset }: MemoryParts) {
  const accountOf: AccountOf = (key) => accounts.find((account) => account.key === key);
  return {
    save: () => JSON.stringify({ version, platform, ahead: clock.ahead(), accounts, ...state.save() }),
    restore(saved: string): void {
      const memory = parse(saved);
      if (memory?.['version'] !== version || memory['platform'] !== platform) {
        throw new TypeError(`This is not what an emulated ${platform} of this version has saved: delete it to begin anew`);
      }
      reset();
      clock.advance(Number(memory['ahead']));
      for (const account of memory['accounts'] as readonly Account[]) {
        const known = accountOf(account.key);
        if (known !== undefined) Object.assign(known, account);
      }
      state.load(memory, accountOf);
    },
  };
}

function parse(saved: string): Memory | undefined {
  try {
    const memory: unknown = JSON.parse(saved);
    return typeof memory === 'object' && memory !== null ? { ...memory } : undefined;
  } catch {
    return undefined;
  }
}
