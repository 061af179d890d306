import { allowsOrigin, type ResolvedLink } from '@connect/sdk/contract';
import { linkValues } from '../link-values.ts';
import { grantsInWords } from '../grants.ts';
import type { JudgedLink } from '../link-view.ts';
import { acceptedLanguages, chooseLanguage } from '../locales/index.ts';
import { refusalAnswer } from '../refusals.ts';
import type { Parts } from './parts.ts';

/** Whether the page that asks may show the button: its own origin, which a browser sends with every such request. */
const embedFor = (judged: JudgedLink | undefined, origin: string, asking: string | null): 'allowed' | 'origin_not_allowed' =>
  asking === null || asking === origin || (judged !== undefined && allowsOrigin(judged.workspace.embedOrigins, asking))
    ? 'allowed'
    : 'origin_not_allowed';

/** Tells the page that asks about a link: who shares it, what for, and why it cannot be used where it cannot. */
export const createResolve =
  ({ context, links, banners }: Parts) =>
  async (secret: string, locale: string | undefined, request: Request): Promise<ResolvedLink> => {
    const judged = await links.bySecret(secret);
    const language = chooseLanguage([judged?.link.locale, locale, ...acceptedLanguages(request.headers.get('accept-language'))]);
    const embed = embedFor(judged, context.origin, request.headers.get('origin'));
    if (judged === undefined) {
      return { status: 'not_found', embed, locale: language.tag, refusal: refusalAnswer('link_not_found', {}, language) };
    }
    const banner = banners.bannerOf(judged, language.texts);
    const names = { org: banner.org.name, product: context.productName };
    const workspace = {
      name: banner.org.name,
      ...(banner.org.logo && { logo: `${context.origin}${banner.org.logo}` }),
      ...(banner.org.accentColor && { accentColor: banner.org.accentColor }),
    };
    const values = { ...linkValues(judged), product: context.productName };
    const refusal = judged.status === 'active' ? undefined : refusalAnswer(`link_${judged.status}`, values, language);
    if (judged.status !== 'active' && judged.status !== 'exhausted') {
      return {
        status: judged.status,
        embed,
        locale: language.tag,
        workspace,
        sharedBy: banner.sharer,
        ...(refusal && { refusal }),
      };
    }
    return {
      status: judged.status,
      embed,
      locale: language.tag,
      platforms: banner.platforms.map(({ id, name, preferredMode, expected, grants, notGranted }) => ({
        id,
        name,
        preferredMode,
        ...(expected !== undefined && { expected }),
        grants: grantsInWords(grants, names),
        notGranted: [...notGranted],
      })),
      sharedBy: banner.sharer,
      workspace,
      productName: context.productName,
      ...(banner.clientName !== null && { clientName: banner.clientName }),
      requiresApproval: banner.requiresApproval,
      bannerRevision: banner.revision,
      ...(refusal && { refusal }),
    };
  };
