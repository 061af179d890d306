import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { AccountOf } from '../memory.ts';
import { reachOf, type AssetKind } from './scopes.ts';

/** All that there are and will be, or only those with these ids. */
export type Reach = 'all' | readonly string[];

/** What a person has allowed an app. All tokens that the app has of the person can do just this. */
export interface FacebookGrant {
  readonly clientId: string;
  readonly account: Account;
  readonly granted: readonly string[];
  readonly declined: readonly string[];
  /** What the permissions reach, by its kind. */
  readonly reach: Readonly<Record<AssetKind, Reach>>;
  /** Whether it was asked for by `config_id`. */
  readonly byConfiguration: boolean;
  /** When the person last said so, in milliseconds since 1970. */
  readonly at: number;
}

export interface FacebookGrants {
  find(clientId: string, account: Account): FacebookGrant | undefined;
  /** All grants of an account, or the one to an app. */
  of(account: Account, clientId?: string): FacebookGrant[];
  /** All grants to an app. */
  ofApp(clientId: string): FacebookGrant[];
  put(grant: Omit<FacebookGrant, 'at'>): FacebookGrant;
  /** The person (or the app) takes one permission back. */
  decline(grant: FacebookGrant, scope: string): void;
  remove(grant: FacebookGrant): void;
  forget(): void;
  save(): readonly SavedGrant[];
  load(saved: readonly SavedGrant[], accountOf: AccountOf): void;
}

/** A grant as it is saved: with the account's key. */
export type SavedGrant = Omit<FacebookGrant, 'account'> & { readonly account: string };

export function createGrants(clock: Clock): FacebookGrants {
  const grants = new Map<string, FacebookGrant>();
  const keyOf = (clientId: string, account: Account) => JSON.stringify([clientId, account.key]);
  const store = (grant: FacebookGrant) => {
    grants.set(keyOf(grant.clientId, grant.account), grant);
    return grant;
  };
  return {
    find: (clientId, account) => grants.get(keyOf(clientId, account)),
    of: (account, clientId) =>
      [...grants.values()].filter(
        (grant) => grant.account === account && (clientId === undefined || grant.clientId === clientId),
      ),
    ofApp: (clientId) => [...grants.values()].filter((grant) => grant.clientId === clientId),
    put: (grant) => store({ ...grant, at: clock.now() }),
    decline(grant, scope) {
      const granted = grant.granted.filter((name) => name !== scope);
      store({ ...grant, granted, declined: [...new Set([...grant.declined, scope])] });
    },
    remove: ({ clientId, account }) => grants.delete(keyOf(clientId, account)),
    forget: () => grants.clear(),
    save: () => [...grants.values()].map((grant) => ({ ...grant, account: grant.account.key })),
    load(saved, accountOf) {
      for (const grant of saved) {
        const account = accountOf(grant.account);
        if (account !== undefined) store({ ...grant, account });
      }
    },
  };
}

/** Whether the grant reaches this one. */
export function reaches({ reach }: FacebookGrant, kind: AssetKind, id: string): boolean {
  const ids = reach[kind];
  return ids === 'all' || ids.includes(id);
}

/** The `granular_scopes` of a grant. Without `target_ids`: all that there are and will be. */
export function granularScopes({ granted, reach }: FacebookGrant): { scope: string; target_ids?: readonly string[] }[] {
  return granted.flatMap((scope) => {
    const kind = reachOf(scope);
    if (kind === undefined) return [];
    const ids = reach[kind];
    return ids === 'all' ? [{ scope }] : [{ scope, target_ids: ids }];
  });
}
