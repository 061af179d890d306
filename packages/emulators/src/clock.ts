/** The emulation's time: the source it was given, plus whatever a test has jumped ahead. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Jumps ahead by so many milliseconds; tokens and codes age with it. */
  advance(milliseconds: number): void;
  /** How far it has jumped ahead, in milliseconds. */
  ahead(): number;
  /** Forgets every jump. */
  reset(): void;
}

export function createClock(source: () => number = Date.now): Clock {
  let ahead = 0;
  return {
    now: () => source() + ahead,
    advance(milliseconds) {
      ahead += milliseconds;
    },
    ahead: () => ahead,
    reset() {
      ahead = 0;
    },
  };
}
