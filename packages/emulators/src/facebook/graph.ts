import type { Account } from '../account.ts';
import { graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';
import { pick, wantedFields, type Node } from './fields.ts';
import { reaches } from './grants.ts';
import { businessNode, instagramNode, pageNode, userNode, usualFields } from './nodes.ts';
import { page } from './paging.ts';
import type { FacebookSettings } from './settings.ts';
import { scopedId, viewerOf, type GraphCall, type Viewer, type ViewerParts } from './viewer.ts';
import type { BusinessSeed, Directory, PageSeed } from './world.ts';

interface GraphParts extends ViewerParts {
  readonly directory: Directory;
  readonly settings: Readonly<FacebookSettings>;
  picture(account: Account): string | null;
}

/** One call of the Graph API. */
export interface NodeCall extends GraphCall {
  /** `me`, or an id. */
  readonly node: string;
  /** Major version in the path; `undefined`: none. */
  readonly version: number | undefined;
  /** The call's address as the app sees it. */
  readonly self: URL;
}

const words = inventions.facebookGraph.value;

/** `GET /{node}`: a person, a Page, a business or an Instagram account, as far as the viewer may see it. */
export function readNode(call: NodeCall, parts: GraphParts): Response {
  const viewer = viewerOf(call, parts);
  if (viewer instanceof Response) return viewer;
  const fields = wantedFields(call.query);
  if (fields instanceof Response) return fields;
  const found = findNode(call.node, viewer, parts);
  if (!found) return graphError(words.missing(call.node));
  const answer = pick(found.node, fields, found.usual);
  return answer instanceof Response ? answer : Response.json(answer);
}

function findNode(id: string, viewer: Viewer, parts: GraphParts): { node: Node; usual: readonly string[] } | undefined {
  const { token, grant } = viewer;
  const { directory } = parts;
  if (isUser(id, viewer)) return { node: userNode(viewer), usual: usualFields.user };
  const wanted = id === 'me' ? (token.pageId ?? '') : id;
  const seen = directory.pagesOf(token.account).find((known) => known.id === wanted && reaches(grant, 'pages', known.id));
  if (seen && mayList(viewer, 'pages_show_list')) return { node: pageNode(seen, viewer, parts), usual: usualFields.page };
  const account = directory.instagramsOf(token.account).find((known) => known.id === wanted && reaches(grant, 'instagram', wanted));
  if (account && mayList(viewer, 'instagram_basic')) return { node: instagramNode(account, parts), usual: usualFields.instagram };
  const business = businessesOf(viewer, parts).find((known) => known.id === wanted);
  return business && { node: businessNode(business), usual: usualFields.business };
}

/** `GET /{user}/accounts`: the Pages that the person manages and has ticked. */
export function listAccounts(call: NodeCall, parts: GraphParts): Response {
  const viewer = viewerOf(call, parts);
  if (viewer instanceof Response) return viewer;
  if (!isUser(call.node, viewer)) return graphError(words.missing(call.node));
  if (!mayList(viewer, 'pages_show_list')) return graphError(words.permission('pages_show_list'));
  const { grant, token } = viewer;
  if (grant.byConfiguration && parts.settings.configAccounts === 'empty') return Response.json({ data: [] });
  const businesses = businessesOf(viewer, parts);
  const pages = parts.directory.pagesOf(token.account).filter((known) => {
    const holders = parts.directory.holders(known);
    // Since version 17 a Page of a business is left out unless the app may manage a business that has it.
    const listed = holders.length === 0 || (call.version ?? 17) < 17 || holders.some((holder) => businesses.includes(holder));
    return listed && reaches(grant, 'pages', known.id);
  });
  return listPages(pages, call, viewer, parts);
}

/** `GET /{user}/businesses`: the businesses that the person has ticked. */
export function listBusinesses(call: NodeCall, parts: GraphParts): Response {
  const viewer = viewerOf(call, parts);
  if (viewer instanceof Response) return viewer;
  if (!isUser(call.node, viewer)) return graphError(words.missing(call.node));
  if (!mayList(viewer, 'business_management')) return graphError(words.permission('business_management'));
  const fields = wantedFields(call.query);
  if (fields instanceof Response) return fields;
  const answer = page(businessesOf(viewer, parts), call.self, (one) => pick(businessNode(one), fields, usualFields.business));
  return answer instanceof Response ? answer : Response.json(answer);
}

/** `GET /{business}/owned_pages` and `…/client_pages`: what the business has, ticked or not. */
export function listBusinessPages(call: NodeCall, edge: 'owned_pages' | 'client_pages', parts: GraphParts): Response {
  const viewer = viewerOf(call, parts);
  if (viewer instanceof Response) return viewer;
  const business = businessesOf(viewer, parts).find(({ id }) => id === call.node);
  if (!business) return graphError(words.missing(call.node));
  const ids = edge === 'owned_pages' ? business.owns : (business.clients ?? []);
  const pages = ids
    .flatMap((id) => parts.directory.page(id) ?? [])
    .filter(({ id }) => parts.settings.businessPages === 'all' || reaches(viewer.grant, 'pages', id));
  return listPages(pages, call, viewer, parts);
}

function listPages(pages: readonly PageSeed[], call: NodeCall, viewer: Viewer, parts: GraphParts): Response {
  const fields = wantedFields(call.query);
  if (fields instanceof Response) return fields;
  const answer = page(pages, call.self, (one) => pick(pageNode(one, viewer, parts), fields, usualFields.pages));
  return answer instanceof Response ? answer : Response.json(answer);
}

function businessesOf(viewer: Viewer, { directory }: GraphParts): BusinessSeed[] {
  if (!mayList(viewer, 'business_management')) return [];
  return directory.businessesOf(viewer.token.account).filter(({ id }) => reaches(viewer.grant, 'businesses', id));
}

function mayList({ grant }: Viewer, scope: string): boolean {
  return grant.granted.includes(scope);
}

/** Whether this is the person of a user's token. For a Page's token `/me` is the Page. */
function isUser(node: string, { token }: Viewer): boolean {
  return token.kind !== 'page' && (node === 'me' || node === scopedId(token.clientId, token.account));
}
