import { ControlError } from './control-error.ts';

/** One setting: its first value, and which values it takes. */
export interface Setting<T> {
  readonly initial: T;
  /** The values it takes, in words, for the message about a wrong one. */
  readonly expected: string;
  accepts(value: unknown): value is T;
}

/** A setting that takes one of these values; the first is the one it begins with. */
export function oneOf<const T extends string | number | null>(...choices: readonly [T, ...T[]]): Setting<T> {
  return {
    initial: choices[0],
    expected: choices.map((choice) => JSON.stringify(choice)).join(', '),
    accepts: (value): value is T => (choices as readonly unknown[]).includes(value),
  };
}

export type SettingsPlan<S> = { readonly [K in keyof S]: Setting<S[K]> };

export interface Settings<S> {
  /** The values that hold now. */
  readonly current: Readonly<S>;
  /** Changes some of them. Throws {@link ControlError} for an unknown name or value, and then changes nothing. */
  change(change: object): void;
  /** Back to the values at the start. */
  reset(): void;
}

export function createSettings<S extends object>(plan: SettingsPlan<S>, start: Partial<S> = {}): Settings<S> {
  const names = Object.keys(plan) as (keyof S & string)[];
  const initial = Object.fromEntries(names.map((name) => [name, plan[name].initial])) as S;
  check(start);
  Object.assign(initial, start);
  const current = { ...initial };

  function check(change: object): asserts change is Partial<S> {
    for (const [name, value] of Object.entries(change)) {
      const setting = names.includes(name as keyof S & string) ? plan[name as keyof S] : undefined;
      if (!setting) throw new ControlError(`There is no setting "${name}". Settings: ${names.join(', ')}`);
      if (!setting.accepts(value)) {
        throw new ControlError(`Setting "${name}" takes ${setting.expected}, not ${JSON.stringify(value)}`);
      }
    }
  }

  return {
    current,
    change(change) {
      check(change);
      Object.assign(current, change);
    },
    reset() {
      Object.assign(current, initial);
    },
  };
}
