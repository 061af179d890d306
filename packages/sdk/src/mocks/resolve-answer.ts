import type { RefusalCode } from '../contract/errors.ts';
import { allowsOrigin } from '../contract/registered.ts';
import type { Answers } from './answer.ts';
import { fixtures } from './fixtures.ts';
import { mockRefusal } from './mock-refusal.ts';
import { platformName } from './platform-name.ts';
import type { World } from './world.ts';

/** What a link's banner says besides what the link itself knows. */
export interface ResolveOptions {
  /** The product's name. */
  readonly productName: string;
  /** What every page is told about its origin, where the runtime hides that from handlers. */
  readonly embed: 'allowed' | 'origin_not_allowed' | undefined;
}

/** How a link is resolved for the page that shows it. */
export const resolveAnswer =
  (world: World, options: ResolveOptions): Answers<'public.links.resolve'>['public.links.resolve'] =>
  ({ body, origin }) => {
    const kept = world.linkBySecret(body.link);
    const locale = kept?.link.locale ?? body.locale ?? 'en';
    const workspace = kept && world.workspaces.get(kept.link.workspace);
    const known = origin === undefined || allowsOrigin(workspace?.embedOrigins ?? [], origin);
    const embed = options.embed ?? (known ? 'allowed' : 'origin_not_allowed');
    if (!kept) return { status: 'not_found', embed, locale, refusal: mockRefusal('link_not_found') };
    const link = world.view(kept);
    const banner = {
      sharedBy: link.sharedBy,
      workspace: {
        name: workspace?.name ?? link.workspace,
        ...(workspace?.accentColor && { accentColor: workspace.accentColor }),
      },
    };
    if (link.status !== 'active' && link.status !== 'exhausted') {
      return { status: link.status, embed, ...banner, locale, refusal: mockRefusal(`link_${link.status}` as RefusalCode) };
    }
    const sample = fixtures.resolvedLink();
    return {
      ...sample,
      status: link.status,
      embed,
      ...banner,
      platforms: link.platforms.map((id) => {
        const expected = link.expectedAccounts.find(({ platform }) => platform === id)?.handle;
        return {
          id,
          name: platformName(id),
          preferredMode: 'popup',
          ...(expected !== undefined && { expected }),
          grants: [{ title: 'See your profile', detail: 'Name, username, picture and number of followers.' }],
          notGranted: ['see your password', 'read your messages'],
        };
      }),
      productName: options.productName,
      ...(link.clientName !== null && { clientName: link.clientName }),
      ...(link.requiresApproval && { requiresApproval: true }),
      locale,
      ...(link.status === 'exhausted' && { refusal: mockRefusal('link_exhausted') }),
    };
  };
