import type { Context } from 'hono';
import type { Account } from '../account.ts';
import type { Emulation } from '../emulation.ts';
import { graphError, orderedRefusal, unsupportedMethod } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import type { FacebookClient } from './client.ts';
import type { FacebookGrant, FacebookGrants } from './grants.ts';
import { listAccounts, listBusinesses, listBusinessPages, readNode, type NodeCall } from './graph.ts';
import { answerToken, usedCode, type FacebookCode } from './oauth.ts';
import { debugToken, deletePermissions, listPermissions } from './permissions.ts';
import type { FacebookSettings } from './settings.ts';
import type { FacebookTokens } from './tokens.ts';
import type { Directory } from './world.ts';

export type FacebookEndpoint =
  | 'authorize'
  | 'token'
  | 'exchange'
  | 'debug'
  | 'permissions'
  | 'revoke'
  | 'accounts'
  | 'businesses'
  | 'pages'
  | 'node'
  | 'picture';

interface RouteParts {
  readonly emulation: Emulation<FacebookSettings, FacebookEndpoint>;
  readonly clients: ReadonlyMap<string, FacebookClient>;
  readonly codes: ReadonlyMap<string, FacebookCode>;
  readonly tokens: FacebookTokens;
  readonly grants: FacebookGrants;
  readonly directory: Directory;
  /** Ends all that the person has allowed the app, as if the person had done it. */
  removeApp(grant: FacebookGrant): void;
}

/** Serves graph.facebook.com: the token endpoint, `debug_token`, nodes and their edges. */
export function serveGraph({ emulation, clients, codes, tokens, grants, directory, removeApp }: RouteParts): void {
  const { app, clock, pictures, play } = emulation;
  const settings = emulation.settings.current;
  const parts = { clients, codes, tokens, grants, clock, settings, directory, removeApp };

  /** Serves a path with and without a version. */
  const serve = (path: string, answer: (c: Context) => Response | Promise<Response>) => {
    app.all(`/:version{v\\d+\\.\\d+}${path}`, answer);
    app.all(path, answer);
  };

  serve('/oauth/access_token', async (c) => {
    const parameters = c.req.method === 'POST' ? await readForm(c.req.raw) : new URL(c.req.url).searchParams;
    const endpoint = parameters.get('grant_type') === 'fb_exchange_token' ? 'exchange' : 'token';
    return await play(c, endpoint, parameters, (behaviour) => {
      if (c.req.method !== 'GET' && c.req.method !== 'POST') return unsupportedMethod(c.req.method);
      if (behaviour?.kind === 'code-used') return usedCode();
      return orderedRefusal(behaviour, clock.now()) ?? answerToken(parameters, parts);
    });
  });

  type Answer = (call: NodeCall, c: Context) => Response | Promise<Response>;
  const graph = (path: string, endpoint: (c: Context) => FacebookEndpoint, answer: Answer, methods = ['GET']) =>
    serve(path, (c) => {
      const { pathname, search } = new URL(c.req.url);
      const query = new URLSearchParams(search);
      return play(c, endpoint(c), query, (behaviour) => {
        if (!methods.includes(c.req.method)) return unsupportedMethod(c.req.method);
        const version = /^v(\d+)/.exec(c.req.param('version') ?? '')?.[1];
        const call: NodeCall = {
          query,
          accessToken: query.get('access_token') ?? /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '',
          node: c.req.param('node') ?? '',
          version: version === undefined ? undefined : Number(version),
          self: new URL(pathname + search, emulation.origin(c)),
        };
        return orderedRefusal(behaviour, clock.now()) ?? answer(call, c);
      });
    });
  const node = '/:node{(?:me|\\d+)}';
  const graphParts = (c: Context) => ({
    ...parts,
    picture(account: Account) {
      const address = pictures.address(account);
      return address && emulation.origin(c) + address;
    },
  });

  graph('/debug_token', () => 'debug', (call) => debugToken(call, parts));
  graph(node, () => 'node', (call, c) => readNode(call, graphParts(c)));
  graph(`${node}/accounts`, () => 'accounts', (call, c) => listAccounts(call, graphParts(c)));
  graph(`${node}/businesses`, () => 'businesses', (call, c) => listBusinesses(call, graphParts(c)));
  for (const edge of ['owned_pages', 'client_pages'] as const) {
    graph(`${node}/${edge}`, () => 'pages', (call, c) => listBusinessPages(call, edge, graphParts(c)));
  }
  const permissions: Answer = (call, c) =>
    c.req.method === 'GET' ? listPermissions(call, parts) : deletePermissions(call, c.req.param('permission'), parts);
  graph(`${node}/permissions`, (c) => (c.req.method === 'GET' ? 'permissions' : 'revoke'), permissions, ['GET', 'DELETE']);
  graph(`${node}/permissions/:permission`, () => 'revoke', permissions, ['DELETE']);
  serve(`${node}/:edge`, (c) => graphError(inventions.facebookGraph.value.unknownEdge(c.req.param('edge') ?? '')));
}

/** An urlencoded or multipart body, on top of what the query says; anything else counts as no parameters. */
async function readForm(request: Request): Promise<URLSearchParams> {
  const parameters = new URL(request.url).searchParams;
  const type = request.headers.get('content-type') ?? '';
  if (!/^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return parameters;
  const form = await request.formData().catch(() => new FormData());
  for (const [name, value] of form) if (typeof value === 'string') parameters.set(name, value);
  return parameters;
}
