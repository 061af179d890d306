import type { Account } from '../account.ts';
import type { ChosenAssets } from '../login.ts';
import type { AssetChoice } from '../pages/assets.ts';
import type { FacebookLoginRequest } from './authorize.ts';
import { reaches, type FacebookGrant, type FacebookGrants, type Reach } from './grants.ts';
import { reachOf, type AssetKind } from './scopes.ts';
import type { FacebookSettings } from './settings.ts';
import type { Directory } from './world.ts';

interface Consent {
  /** What the person can tick: businesses, Pages and Instagram accounts, as far as the permissions reach them. */
  choices(request: FacebookLoginRequest, person: Account): readonly AssetChoice[];
  /** What was allowed before, in words, if there is nothing new to ask. */
  allowedBefore(request: FacebookLoginRequest, person: Account): string | undefined;
  /** Whether the person is not asked at all. */
  remembers(request: FacebookLoginRequest, person: Account): boolean;
  /** Remembers what the person has allowed, besides what was allowed before. */
  grant(request: FacebookLoginRequest, person: Account, scopes: readonly string[], chosen: ChosenAssets): void;
  /** Says again what was said before. */
  renew(request: FacebookLoginRequest, person: Account): void;
}

interface ConsentParts {
  readonly grants: FacebookGrants;
  readonly directory: Directory;
  readonly settings: Readonly<FacebookSettings>;
}

const titles: Readonly<Record<AssetKind, string>> = {
  businesses: 'businesses',
  pages: 'Pages',
  instagram: 'Instagram accounts',
};

export function createConsent({ grants, directory, settings }: ConsentParts): Consent {
  const earlier = (request: FacebookLoginRequest, person: Account) => grants.find(request.clientId, person);

  /** Whether the person has already said yes or, where that can be said, no to everything that is asked for. */
  function decided(request: FacebookLoginRequest, grant: FacebookGrant | undefined): boolean {
    if (!grant || request.reauthorize) return false;
    const said = request.byConfiguration || request.rerequest ? grant.granted : [...grant.granted, ...grant.declined];
    return request.permissions.every(({ scope }) => said.includes(scope));
  }

  const skipsPicker = (request: FacebookLoginRequest) => request.rerequest && settings.rerequest === 'skips-picker';

  function assetsOf(kind: AssetKind, person: Account) {
    switch (kind) {
      case 'businesses':
        return directory.businessesOf(person).map(({ id, name }) => ({ id, title: name, detail: 'business portfolio' }));
      case 'pages':
        return directory.pagesOf(person).map((page) => {
          const behind = directory.instagramOf(page);
          const detail = behind ? `@${behind.username} on Instagram` : 'no Instagram account';
          return { id: page.id, title: page.name, language: page.language, detail };
        });
      case 'instagram':
        return directory.instagramsOf(person).map(({ id, username, name, language }) => {
          return { id, title: `@${username}`, detail: name ?? '', language };
        });
    }
  }

  return {
    choices(request, person) {
      const grant = earlier(request, person);
      if (grant && skipsPicker(request)) return [];
      const reached = new Set(request.permissions.map(({ scope }) => reachOf(scope)));
      return (['businesses', 'pages', 'instagram'] as const)
        .filter((kind) => reached.has(kind))
        .map((kind) => ({
          name: kind,
          title: titles[kind],
          all: grant?.reach[kind] === 'all',
          assets: assetsOf(kind, person).map((asset) => ({ ...asset, ticked: !grant || reaches(grant, kind, asset.id) })),
        }));
    },
    allowedBefore(request, person) {
      const grant = earlier(request, person);
      if (!grant || request.rerequest || !decided(request, grant)) return undefined;
      const pages = directory.pagesOf(person).filter(({ id }) => reaches(grant, 'pages', id)).length;
      const accounts = directory.instagramsOf(person).filter(({ id }) => reaches(grant, 'instagram', id)).length;
      return `You have allowed ${request.clientName} to use ${pages} of your Pages and ${accounts} of your Instagram accounts.`;
    },
    remembers(request, person) {
      if (!decided(request, earlier(request, person))) return false;
      return request.rerequest ? skipsPicker(request) : settings.regrant === 'silent';
    },
    grant(request, person, scopes, chosen) {
      const before = earlier(request, person);
      const reach: Record<AssetKind, Reach> = { businesses: 'all', pages: 'all', instagram: 'all', ...before?.reach };
      for (const [kind, ids] of chosen) reach[kind as AssetKind] = ids;
      const none = (scope: string) => {
        const kind = reachOf(scope);
        return settings.nothingTicked === 'declined' && kind !== undefined && reach[kind].length === 0;
      };
      const granted = [...new Set([...(before?.granted ?? []), ...scopes])].filter((scope) => !none(scope));
      const asked = request.permissions.map(({ scope }) => scope);
      const refused = asked.filter((scope) => !scopes.includes(scope) || none(scope));
      const declined = [...new Set([...(before?.declined ?? []), ...refused])];
      grants.put({
        clientId: request.clientId,
        account: person,
        granted: granted.filter((scope) => !refused.includes(scope)),
        declined: declined.filter((scope) => refused.includes(scope) || !granted.includes(scope)),
        reach,
        byConfiguration: request.byConfiguration,
      });
    },
    renew(request, person) {
      const before = earlier(request, person);
      if (before) grants.put({ ...before, byConfiguration: request.byConfiguration });
    },
  };
}
