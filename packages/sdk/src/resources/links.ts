import { allRows, type Page } from '../all-rows.ts';
import type { Call, CallOptions, CreateOptions } from '../call.ts';
import type { Event } from '../contract/event.ts';
import type { Link, LinkWithUrl } from '../contract/link.ts';
import { linkPaths } from '../contract/paths.ts';
import type { LinkInput as AnyLinkInput, LinkPatch, links } from '../contract/links.ts';
import type { QueryInput } from '../contract/operation.ts';

/** Which links to list: those of one workspace, by status, platform, slot or words, from a cursor on. */
export type LinkQuery = QueryInput<typeof links.list>;

/** Which part of a link's activity to list. */
export type ActivityQuery = QueryInput<typeof links.activity>;

/** What a link's URL is told for. */
export interface RevealOptions extends CallOptions {
  /** A connection that has to be connected again: the URL's page names it first, and takes no other account. */
  readonly connection?: string | undefined;
}

/** What your server creates a link with. */
export type LinkInput = AnyLinkInput & { sharedBy: NonNullable<AnyLinkInput['sharedBy']> };

/** What a session creates a link with: its sharer is always the session's person, and it needs the subscription. */
export type SessionLinkInput = Omit<AnyLinkInput, 'sharedBy' | 'requiresSubscription'>;

/** Connect links: private URLs through which clients connect accounts to a workspace. */
export interface Links<Input = LinkInput> {
  /**
   * Creates a link; the answer holds its URL, which lists never do. Safe to retry under one `idempotencyKey`.
   * Refused with `subscription_required` where the workspace's plan is inactive, with `not_found` where it is unknown,
   * with `conflict` where another link has its `slot`.
   */
  create(input: Input, options?: CreateOptions): Promise<LinkWithUrl>;
  /** Reads one page of a workspace's links, newest first. */
  list(query: LinkQuery, options?: CallOptions): Promise<Page<Link>>;
  /** Iterates over all links of a workspace, newest first; `limit` is the size of the pages that are fetched. */
  all(query: LinkQuery, options?: CallOptions): AsyncGenerator<Link, void, undefined>;
  /** Reads a link. */
  get(id: string, options?: CallOptions): Promise<Link>;
  /** Changes a link; absent fields stay. `paused: true` puts it on hold, `false` ends that. Not retried. */
  update(id: string, patch: LinkPatch, options?: CallOptions): Promise<Link>;
  /**
   * Tells a link's URL again, to copy it; with `connection`, to have that one repaired, through a link for its platform.
   * The answer's `status` says whether the link lets anybody in by now: one that is paused is to be resumed first.
   * Recorded as an event each time, so never retried.
   */
  reveal(id: string, options?: RevealOptions): Promise<LinkWithUrl>;
  /** Gives a link a new URL; the old one leads nowhere from then on. Never retried. */
  rotate(id: string, options?: CallOptions): Promise<LinkWithUrl>;
  /** Ends a link at once and for good; what it connected stays connected. Doing it again changes nothing. */
  revoke(id: string, options?: CallOptions): Promise<void>;
  /** Reads one page of what happened with a link, newest first: opened, started, declined, failed, connected, … */
  activity(id: string, query?: ActivityQuery, options?: CallOptions): Promise<Page<Event>>;
}

export const linksOver = <Input>(call: Call): Links<Input> => {
  const list: Links<Input>['list'] = (query, options) => call(linkPaths.list, { query }, options);
  return {
    create: (body, options) => call(linkPaths.create, { body }, options),
    list,
    all: (query, options) => allRows((cursor) => list({ ...query, cursor }, options), query.cursor),
    get: (id, options) => call(linkPaths.get, { params: { id } }, options),
    update: (id, body, options) => call(linkPaths.update, { params: { id }, body }, options),
    reveal: (id, { connection, ...options } = {}) => call(linkPaths.reveal, { params: { id }, query: { connection } }, options),
    rotate: (id, options) => call(linkPaths.rotate, { params: { id } }, options),
    revoke: (id, options) => call(linkPaths.revoke, { params: { id } }, options),
    activity: (id, query = {}, options) => call(linkPaths.activity, { params: { id }, query }, options),
  };
};
