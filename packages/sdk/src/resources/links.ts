import { allRows, type Page } from '../all-rows.ts';
import type { Call, CallOptions, CreateOptions } from '../call.ts';
import { linkRoutes, type Link, type LinkWithUrl } from '../contract/link.ts';
import type { LinkInput, LinkPatch, links } from '../contract/links.ts';
import type { QueryInput } from '../contract/operation.ts';

/** Which links to list: those of one workspace, by status or platform, from a cursor on. */
export type LinkQuery = QueryInput<typeof links.list>;

/** Connect links: private URLs through which clients connect accounts to a workspace. */
export interface Links {
  /**
   * Creates a link; the answer holds its URL, which lists never do. Safe to retry under one `idempotencyKey`.
   * Refused with `subscription_required` where the workspace's plan is inactive, with `not_found` where it is unknown.
   */
  create(input: LinkInput, options?: CreateOptions): Promise<LinkWithUrl>;
  /** Reads one page of a workspace's links, newest first. */
  list(query: LinkQuery, options?: CallOptions): Promise<Page<Link>>;
  /** Iterates over all links of a workspace, newest first; `limit` is the size of the pages that are fetched. */
  all(query: LinkQuery, options?: CallOptions): AsyncGenerator<Link, void, undefined>;
  /** Reads a link. */
  get(id: string, options?: CallOptions): Promise<Link>;
  /** Changes a link; absent fields stay. `paused: true` puts it on hold, `false` ends that. Not retried. */
  update(id: string, patch: LinkPatch, options?: CallOptions): Promise<Link>;
  /** Tells a link's URL again, to copy it; recorded as an event each time, so never retried. */
  reveal(id: string, options?: CallOptions): Promise<LinkWithUrl>;
  /** Gives a link a new URL; the old one leads nowhere from then on. Never retried. */
  rotate(id: string, options?: CallOptions): Promise<LinkWithUrl>;
  /** Ends a link at once and for good; what it connected stays connected. Doing it again changes nothing. */
  revoke(id: string, options?: CallOptions): Promise<void>;
}

export const linksOver = (call: Call): Links => {
  const list: Links['list'] = (query, options) => call(linkRoutes.list, { query }, options);
  return {
    create: (body, options) => call(linkRoutes.create, { body }, options),
    list,
    all: (query, options) => allRows((cursor) => list({ ...query, cursor }, options), query.cursor),
    get: (id, options) => call(linkRoutes.get, { params: { id } }, options),
    update: (id, body, options) => call(linkRoutes.update, { params: { id }, body }, options),
    reveal: (id, options) => call(linkRoutes.reveal, { params: { id } }, options),
    rotate: (id, options) => call(linkRoutes.rotate, { params: { id } }, options),
    revoke: (id, options) => call(linkRoutes.revoke, { params: { id } }, options),
  };
};
