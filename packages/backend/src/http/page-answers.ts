import type { RefusalCode } from '@connect/sdk/contract';
import { linkValues } from '../link-values.ts';
import type { JudgedLink } from '../link-view.ts';
import { acceptedLanguages, chooseLanguage, type Language } from '../locales/index.ts';
import { notFoundPage, methodNotAllowedPage, originPage, refusalPage, type Frame, type Page, type RefusalProps } from '../pages/index.ts';
import { Problem, Refused, type RefusalValues } from '../problem.ts';
import { refusalAnswer } from '../refusals.ts';
import type { Exchange } from './environment.ts';
import { pageHeaders, type PageKind } from './page-headers.ts';
import type { Parts } from './parts.ts';

/** A script of ours that can read JSON, or a browser that wants a page? */
const wantsJson = (request: Request): boolean => (request.headers.get('accept') ?? '').includes('application/json');

type RefusalMore = Pick<RefusalProps, 'targets' | 'window' | 'ended'> & { readonly judged?: Pick<JudgedLink, 'link' | 'workspace'> };

/** Turns what happened into pages, and into JSON for the pages' own scripts. */
export const createPageAnswers = ({ context, manifest, banners, pageLinks }: Parts) => {
  const languageFor = (request: Request, locale?: string | null): Language =>
    chooseLanguage([locale, ...acceptedLanguages(request.headers.get('accept-language'))]);

  const frame = (
    request: Request,
    script: 'link' | 'launch' | 'done' | 'page',
    judged?: Pick<JudgedLink, 'link' | 'workspace'>,
  ): Frame => {
    const file = manifest.hosted[`hosted-${script}`];
    return {
      language: languageFor(request, judged?.link.locale),
      product: context.productName,
      links: pageLinks,
      ...(judged && { org: banners.orgOf(judged) }),
      ...(file !== undefined && { script: `/assets/${file}` }),
    };
  };

  const send = (page: Page, kind: PageKind, headers: readonly (readonly [string, string])[] = []): Response => {
    const response = new Response(page.html, { status: page.status, headers: pageHeaders(kind, page.styleHashes) });
    for (const [name, value] of headers) response.headers.append(name, value);
    return response;
  };

  const refuse = (
    exchange: Exchange,
    kind: PageKind,
    code: RefusalCode,
    values: RefusalValues,
    more: RefusalMore = {},
  ): Response => {
    const { judged, targets, window, ended } = more;
    const retryAfter = values['seconds'];
    const request = exchange.req.raw;
    const known = { product: context.productName, ref: exchange.get('requestId'), ...(judged && linkValues(judged)), ...values };
    const headers: [string, string][] = typeof retryAfter === 'string' ? [['retry-after', retryAfter]] : [];
    const page = refusalPage({
      ...frame(request, window ? 'done' : 'page', judged),
      code,
      values: known,
      ...(targets && { targets }),
      ...(window && { window }),
      ...(ended && { ended }),
    });
    if (!wantsJson(request)) return send(page, kind, headers);
    const body = JSON.stringify(refusalAnswer(code, known, languageFor(request, judged?.link.locale)));
    // A script must see a refusal as such, also one that is no error for a person to look at.
    const status = page.status < 400 ? 409 : page.status;
    return new Response(body, {
      status,
      headers: [['content-type', 'application/json'], ['cache-control', 'no-store'], ...headers],
    });
  };

  return {
    languageFor,
    frame,
    send,
    refuse,
    wantsJson,

    origin: (exchange: Exchange): Response => send(originPage(frame(exchange.req.raw, 'page')), 'hosted'),

    notFound: (exchange: Exchange): Response => send(notFoundPage(frame(exchange.req.raw, 'page')), 'hosted'),

    notThisWay(exchange: Exchange, allowed: string): Response {
      return send(methodNotAllowedPage(frame(exchange.req.raw, 'page')), 'hosted', [['allow', allowed]]);
    },

    /** Runs a page's handler; what it refuses, or what breaks in it, becomes a page of its own. */
    async guarded(
      exchange: Exchange,
      kind: PageKind,
      work: () => Promise<Response>,
      more: () => RefusalMore = () => ({}),
    ): Promise<Response> {
      try {
        return await work();
      } catch (cause) {
        if (cause instanceof Refused) return refuse(exchange, kind, cause.code, cause.values, more());
        if (cause instanceof Problem && cause.code !== 'internal_error') {
          const page = methodNotAllowedPage(frame(exchange.req.raw, 'page'));
          if (!wantsJson(exchange.req.raw)) return send({ ...page, status: 400 }, kind);
          return Response.json(
            { code: cause.code, title: 'The request is not valid', detail: cause.message },
            { status: 400, headers: { 'cache-control': 'no-store' } },
          );
        }
        context.log.error({ err: cause, requestId: exchange.get('requestId'), route: exchange.req.routePath }, 'A page broke.');
        return refuse(exchange, kind, 'internal_error', {}, more());
      }
    },
  };
};

export type PageAnswers = ReturnType<typeof createPageAnswers>;
