import type { Account } from '../account.ts';
import { appSecretProof } from '../app-secret-proof.ts';
import type { Clock } from '../clock.ts';
import { cannotParse, deadTokens, graphError } from '../graph-refusals.ts';
import { decimalId } from '../ids.ts';
import { inventions } from '../inventions.ts';
import type { FacebookClient } from './client.ts';
import type { FacebookGrant, FacebookGrants } from './grants.ts';
import type { FacebookToken, FacebookTokens } from './tokens.ts';

export interface ViewerParts {
  readonly clients: ReadonlyMap<string, FacebookClient>;
  readonly tokens: FacebookTokens;
  readonly grants: FacebookGrants;
  readonly clock: Clock;
}

/** On whose behalf a call is made, and what they have allowed. */
export interface Viewer {
  readonly token: FacebookToken;
  readonly grant: FacebookGrant;
}

/** A call's parameters, and the token that came with it in whichever way. */
export interface GraphCall {
  readonly query: URLSearchParams;
  readonly accessToken: string;
}

/** The token of this text if it is alive, or the refusal that it gets. */
export function liveToken(text: string | null, parts: Pick<ViewerParts, 'tokens' | 'grants' | 'clock'>): FacebookToken | Response {
  const { tokens, grants, clock } = parts;
  const token = text === null ? undefined : tokens.find(text);
  if (!token) return cannotParse();
  if (token.ended) return deadTokens[token.ended]();
  if (token.expiresAt !== null && token.expiresAt <= clock.now()) return deadTokens.expired(token.expiresAt, clock.now());
  return grants.find(token.clientId, token.account) ? token : deadTokens.removed();
}

/** Who calls, by a user's or a Page's token. */
export function viewerOf({ query, accessToken }: GraphCall, parts: ViewerParts): Viewer | Response {
  const token = liveToken(accessToken, parts);
  if (token instanceof Response) return token;
  const grant = parts.grants.find(token.clientId, token.account);
  if (!grant) return deadTokens.removed();
  const proof = query.get('appsecret_proof');
  if (proof !== null && proof !== appSecretProof(parts.clients.get(token.clientId)?.secret ?? '', token.text)) {
    return graphError(inventions.facebookGraph.value.proof);
  }
  if (token.kind !== 'system-user' && dataAccessEnd(grant) <= parts.clock.now()) {
    return graphError(inventions.facebookDataAccess.value.fault);
  }
  return { token, grant };
}

/** The app whose own token this is: `{id}|{secret}`. */
export function appOf({ accessToken }: GraphCall, clients: ReadonlyMap<string, FacebookClient>): FacebookClient | undefined {
  const [id = '', secret] = accessToken.split('|');
  const client = clients.get(id);
  return client && client.secret === secret ? client : undefined;
}

/** When the app's access to data ends, though the token may live on: 90 days after the person last allowed it. */
export function dataAccessEnd({ at }: FacebookGrant): number {
  return at + inventions.facebookDataAccess.value.life;
}

/** The id of a person for this one app. */
export function scopedId(clientId: string, account: Account): string {
  const { prefix, length } = inventions.facebookScopedId.value;
  return decimalId(prefix, length, 'facebook app-scoped', clientId, account.id);
}
