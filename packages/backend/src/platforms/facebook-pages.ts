import * as z from 'zod/mini';
import { graphVersion, type MetaGraph } from './meta-graph.ts';
import { field, read } from './oauth.ts';
import { PlatformFailure, type PlatformFailureKind } from './port.ts';

/** Lists are read to this many pages of a hundred, so that no answer can keep us asking. */
const mostPages = 20;

/** How many businesses are asked for their Pages at once. */
const businessesAtOnce = 4;

const Page = z.object({
  id: field.id,
  name: field.maybeText,
  access_token: field.maybeText,
  instagram_business_account: z.optional(
    z.object({ id: field.id, username: field.maybeText, name: field.maybeText, profile_picture_url: field.maybeText }),
  ),
});

/** A Page of Facebook's, its token, and the Instagram account that is linked to it. */
type Page = z.infer<typeof Page>;
const pageFields = 'id,name,access_token,instagram_business_account{id,username,name,profile_picture_url}';

const Business = z.object({ id: field.id });
const Paging = z.catch(z.optional(z.object({ next: field.maybeText, cursors: z.catch(z.optional(z.object({ after: field.maybeText })), undefined) })), undefined);
const listOf = <Item>(item: z.ZodMiniType<Item>) => z.object({ data: z.array(item), paging: Paging });

/** Where to look for Pages. */
interface Search {
  /** The ids of those that the person ticked; `undefined` where they gave all there is. */
  readonly ticked: readonly string[] | undefined;
  /** Whether businesses may be asked for theirs. */
  readonly inBusinesses: boolean;
  /** When the search has to be over, in ms since 1970; it then fails as `unavailable`. */
  readonly until: number;
}

/** Finds the Pages that a person's token opens. */
export const facebookPages = ({ call, by }: Pick<MetaGraph, 'call' | 'by'>) => {
  /** All of a list, page by page. The platform's own addresses for more hold the token, so the cursor alone is taken from them. */
  const listed = async <Item>(
    path: string,
    query: Readonly<Record<string, string>>,
    item: z.ZodMiniType<Item>,
    step: string,
    until: number,
  ): Promise<Item[]> => {
    const items: Item[] = [];
    let after: string | undefined;
    for (let turn = 0; turn < mostPages; turn += 1) {
      const more = after === undefined ? {} : { after };
      const answer = await call(`/${graphVersion}${path}`, { limit: '100', ...query, ...more }, step, { until });
      const { data, paging } = read(answer, listOf(item));
      items.push(...data);
      after = paging?.next === undefined ? undefined : paging.cursors?.after;
      if (after === undefined) break;
    }
    return items;
  };

  const pagesOf = async (business: string, token: string, until: number): Promise<Page[]> => {
    const pages: Page[] = [];
    for (const edge of ['owned_pages', 'client_pages']) {
      pages.push(...(await listed(`/${business}/${edge}`, { fields: pageFields, ...by(token) }, Page, 'Pages of a business', until)));
    }
    return pages;
  };

  /** The Pages of businesses, which the list of a person's own may leave out. */
  const businessPages = async (token: string, until: number): Promise<Page[]> => {
    const businesses = await listed('/me/businesses', { fields: 'id', ...by(token) }, Business, 'businesses', until);
    const pages: Page[] = [];
    for (let at = 0; at < businesses.length; at += businessesAtOnce) {
      const some = businesses.slice(at, at + businessesAtOnce);
      pages.push(...(await Promise.all(some.map(({ id }) => pagesOf(id, token, until)))).flat());
    }
    return pages;
  };

  /** One Page, with its token. A Page that is gone, or that the person no longer has to do with, is a dead token. */
  const one = async (id: string, token: string, options: { readonly until?: number } = {}): Promise<Page> => {
    const ofParameter: PlatformFailureKind = 'token_refused';
    const answer = await call(`/${graphVersion}/${id}`, { fields: pageFields, ...by(token) }, 'Page', { ofParameter, ...options });
    return read(answer, Page);
  };

  return {
    one,

    /** The Pages that the person gave, each once. Throws `PlatformFailure`. */
    async find(token: string, { ticked, inBusinesses, until }: Search): Promise<readonly Page[]> {
      const pages = new Map<string, Page>();
      const add = (found: readonly Page[]): void => found.forEach((page) => pages.set(page.id, { ...pages.get(page.id), ...page }));
      const missing = (): string[] => (ticked ?? []).filter((id) => !pages.has(id));
      add(await listed('/me/accounts', { fields: pageFields, ...by(token) }, Page, 'Pages', until));
      if (inBusinesses && (ticked === undefined || missing().length > 0)) add(await businessPages(token, until));
      for (const id of missing().slice(0, mostPages)) {
        add(await one(id, token, { until }).then((page) => [page], (cause: unknown) => withoutPage(cause)));
      }
      return [...pages.values()].filter(({ id }) => ticked?.includes(id) ?? true);
    },
  };
};

/** A Page that cannot be read is as good as none; any other failure stays one. */
const withoutPage = (cause: unknown): readonly Page[] => {
  if (cause instanceof PlatformFailure && (cause.kind === 'token_refused' || cause.kind === 'permission_missing')) return [];
  throw cause;
};
