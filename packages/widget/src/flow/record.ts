import type { FlowMode } from './machine.ts';
import type { FlowNames } from './secret.ts';
import type { FlowWindow } from './window.ts';

/** What survives a reload of the embedding page, in this tab only. */
export interface FlowRecord extends FlowNames {
  readonly platform: string;
  readonly mode: FlowMode;
  /** ms since 1970. */
  readonly began: number;
}

const claimed = new Set<string>();

/**
 * The place of one element's record in the tab's storage. Several elements for the same link and platform on one page
 * get one each, in the order in which they are connected, which a reload repeats.
 */
export const openRecord = (view: FlowWindow, linkSecret: string, platform = '') => {
  let key: string;
  // The end of the secret tells links apart without storing a usable one.
  for (let n = 0; claimed.has((key = `cl:${linkSecret.slice(-8)}:${platform}:${n}`)); n++);
  claimed.add(key);

  // Reading `sessionStorage` throws where the visitor or a sandbox forbids it. Then a reload forgets the flow, no more.
  const tried = <T>(action: () => T): T | undefined => {
    try {
      return action();
    } catch {
      return undefined;
    }
  };

  return {
    load: () => tried(() => JSON.parse(view.sessionStorage[key] as string) as FlowRecord),
    save: (record: FlowRecord) => tried(() => (view.sessionStorage[key] = JSON.stringify(record))),
    forget: () => tried(() => Reflect.deleteProperty(view.sessionStorage, key)),
    release: () => claimed.delete(key),
  };
};
