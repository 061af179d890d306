import { graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import { granularScopes, type FacebookGrant } from './grants.ts';
import type { FacebookSettings } from './settings.ts';
import type { FacebookToken } from './tokens.ts';
import { appOf, dataAccessEnd, liveToken, scopedId, viewerOf, type GraphCall, type ViewerParts } from './viewer.ts';

interface PermissionParts extends ViewerParts {
  readonly settings: Readonly<FacebookSettings>;
  /** Ends all that the person has allowed the app, as if the person had done it. */
  removeApp(grant: FacebookGrant): void;
}

const words = inventions.facebookGraph.value;

/** `GET /{user}/permissions`: what was granted, and what was declined. */
export function listPermissions(call: GraphCall & { readonly node: string }, parts: PermissionParts): Response {
  const grant = grantOf(call, parts);
  if (grant instanceof Response) return grant;
  const told = (names: readonly string[], status: string) => names.map((permission) => ({ permission, status }));
  return Response.json({ data: [...told(grant.granted, 'granted'), ...told(grant.declined, 'declined')] });
}

/** `DELETE /{user}/permissions/{permission}`, or all of them: then the app is gone. */
export function deletePermissions(
  call: GraphCall & { readonly node: string },
  permission: string | undefined,
  parts: PermissionParts,
): Response {
  const grant = grantOf(call, parts);
  if (grant instanceof Response) return grant;
  if (permission === undefined) parts.removeApp(grant);
  else if (!grant.granted.includes(permission)) return graphError(words.notGranted(permission));
  else parts.grants.decline(grant, permission);
  return Response.json(parts.settings.revokeAnswer === 'true' ? true : { success: true });
}

/** The grant of the person in the path, for a token of that person or of the app itself. */
function grantOf(call: GraphCall & { readonly node: string }, parts: PermissionParts): FacebookGrant | Response {
  const { node } = call;
  const app = appOf(call, parts.clients);
  if (app) {
    const grant = parts.grants.ofApp(app.id).find(({ account }) => scopedId(app.id, account) === node);
    return grant ?? graphError(words.missing(node));
  }
  const viewer = viewerOf(call, parts);
  if (viewer instanceof Response) return viewer;
  const { token, grant } = viewer;
  const own = token.kind !== 'page' && (node === 'me' || node === scopedId(token.clientId, token.account));
  return own ? grant : graphError(words.missing(node));
}

/** `GET /debug_token`: what a token is, told to the app that it was given to. */
export async function debugToken(call: GraphCall, parts: PermissionParts): Promise<Response> {
  const app = appOf(call, parts.clients);
  if (!app) return graphError(inventions.facebookDebugToken.value.notTheApp);
  const text = call.query.get('input_token') ?? '';
  const token = parts.tokens.find(text);
  if (token && token.clientId !== app.id) return graphError(inventions.facebookDebugToken.value.foreign);
  const live = liveToken(text, parts);
  const fault = live instanceof Response ? await faultOf(live) : undefined;
  if (!token) return Response.json({ data: { error: fault, is_valid: false, scopes: [] } });
  const grant = parts.grants.find(app.id, token.account);
  const seconds = (at: number | null) => (at === null ? 0 : Math.floor(at / 1000));
  const data = {
    app_id: app.id,
    type: typeOf(token),
    application: app.name ?? `App ${app.id}`,
    ...(grant && { data_access_expires_at: token.kind === 'system-user' ? 0 : seconds(dataAccessEnd(grant)) }),
    error: fault,
    expires_at: seconds(token.expiresAt),
    is_valid: fault === undefined,
    ...(token.life !== 'short' && { issued_at: seconds(token.issuedAt) }),
    profile_id: token.pageId,
    scopes: fault || !grant ? [] : grant.granted,
    ...(grant && !fault && { granular_scopes: granularScopes(grant) }),
    user_id: scopedId(app.id, token.account),
  };
  return Response.json({ data });
}

function typeOf({ kind }: FacebookToken): string {
  return inventions.facebookDebugToken.value.types[kind];
}

async function faultOf(answer: Response): Promise<object> {
  const { error } = (await answer.json()) as { error: { code: number; message: string; error_subcode?: number } };
  return { code: error.code, message: error.message, subcode: error.error_subcode };
}
