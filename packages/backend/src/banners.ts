import { createHash } from 'node:crypto';
import type { Banner, Organisation } from './banner-view.ts';
import type { Context } from './context.ts';
import { expectedAccount } from './expected-account.ts';
import { askedOf, notGrantedBy } from './grants.ts';
import type { JudgedLink } from './link-view.ts';
import { accountPlatform } from './platform-names.ts';
import type { Platform } from './platforms/port.ts';
import type { Texts } from './texts.ts';

export const createBanners = ({ platforms, productName }: Context) => ({
  /** The organisation as pages show it. */
  orgOf({ workspace }: Pick<JudgedLink, 'workspace'>): Organisation {
    return {
      name: workspace.name,
      logo: workspace.logoPicture === null ? null : `/pictures/${workspace.logoPicture}`,
      accentColor: workspace.accentColor,
    };
  },

  bannerOf(judged: Pick<JudgedLink, 'link' | 'workspace'>, texts: Texts): Banner {
    const { link } = judged;
    const shown = link.platforms.flatMap((id) => platforms.get(id) ?? []);
    const facts = {
      org: this.orgOf(judged),
      sharer: { name: link.sharedByName, email: link.sharedByEmail },
      clientName: link.clientName,
      requiresApproval: link.requiresApproval,
    };
    const expectedOn = (platform: Platform): string | undefined => expectedAccount(link, platform.id, accountPlatform(platform))?.handle;
    const asked = shown.map((platform) => ({ id: platform.id, ...platform.scopes, expected: expectedOn(platform) }));
    return {
      ...facts,
      platforms: shown.map((platform) => {
        const permissions = askedOf(platform, texts);
        const expected = expectedOn(platform);
        return {
          id: platform.id,
          name: platform.name,
          host: platform.host,
          ...(expected !== undefined && { expected }),
          preferredMode: platform.preferredMode,
          grants: permissions.map(({ title, detail }) => ({ title, detail })),
          notGranted: notGrantedBy(permissions, texts),
        };
      }),
      revision: createHash('sha256').update(JSON.stringify([facts, asked, productName])).digest('base64url').slice(0, 16),
    };
  },
});

export type Banners = ReturnType<typeof createBanners>;
