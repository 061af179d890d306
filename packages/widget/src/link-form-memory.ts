import { knownValues, type LinkValues } from './link-form-values.ts';

const read = (storage: 'localStorage' | 'sessionStorage', key: string): Partial<LinkValues> | undefined => {
  try {
    const value: unknown = JSON.parse(globalThis[storage].getItem(key) ?? '');
    return typeof value === 'object' && value !== null ? knownValues(value) : undefined;
  } catch {
    // Blocked, empty, or not ours. The form begins empty then, which harms nobody.
    return undefined;
  }
};

const write = (storage: 'localStorage' | 'sessionStorage', key: string, value: Partial<LinkValues> | undefined): void => {
  try {
    if (value) globalThis[storage].setItem(key, JSON.stringify(value));
    else globalThis[storage].removeItem(key);
  } catch {
    // Blocked or full: nothing is remembered.
  }
};

/** What the browser remembers of the form, by workspace. Where storage is blocked it remembers nothing, and nothing breaks. */
export const linkFormMemory = (workspace: string) => {
  const key = `connect-link-form:${workspace}`;
  return {
    /** How the last link was made; no names. */
    last: (): Partial<LinkValues> => read('localStorage', key) ?? {},
    keepLast: ({ platforms, requiresApproval, returnUrl, locale }: LinkValues): void =>
      write('localStorage', key, { platforms, requiresApproval, returnUrl, locale }),
    /** What was typed when the session ended, once: it is forgotten here, and by the end of the tab's own session. */
    takeDraft: (): Partial<LinkValues> | undefined => {
      const draft = read('sessionStorage', key);
      write('sessionStorage', key, undefined);
      return draft;
    },
    keepDraft: (values: LinkValues): void => write('sessionStorage', key, values),
  };
};
