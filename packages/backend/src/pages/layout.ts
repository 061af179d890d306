import { raw } from 'hono/html';
import type { Organisation } from '../banner-view.ts';
import type { Language } from '../locales/index.ts';
import { markup, say, type Markup } from './markup.ts';
import { accentSheet, sheets, type PageKind } from './style.ts';

/** What every page is made with. */
export interface Frame {
  readonly language: Language;
  /** The integrator's name, the one that the platforms show. */
  readonly product: string;
  /** The organisation that the page speaks of; absent where none is known. */
  readonly org?: Organisation;
  /** The operator's own pages, https; a link is shown only where there is one. */
  readonly links?: { readonly howItWorks?: string; readonly privacy?: string; readonly report?: string };
  /** Path of the page's module script, such as `/assets/hosted-link.js`. Every page works without. */
  readonly script?: string;
}

/** A page, ready to be sent. */
export interface Page {
  readonly status: number;
  readonly html: string;
  /** Hashes of its `<style>` elements, as in `sha256-…`, for the `style-src` of its Content-Security-Policy. */
  readonly styleHashes: readonly string[];
}

interface PageParts {
  readonly kind: PageKind;
  /** HTTP status; 200 by default. */
  readonly status?: number;
  /** Plain text. */
  readonly title: string;
  /** More of `<head>`. */
  readonly head?: Markup | false;
  /** `data-…` attributes of `<body>`, read by the page's script. */
  readonly data?: Readonly<Record<string, string>>;
  readonly main: Markup;
  /** Whether the footer explains how this works, where the operator has no page for it. */
  readonly explains?: boolean;
  /**
   * Whether its script decides what is seen first. Any other page is there after one round trip, and gains from its script
   * later.
   */
  readonly waits?: boolean;
}

/** The one layout of all hosted pages. */
export const layout = (frame: Frame, parts: PageParts): Page => {
  const { language, org, script } = frame;
  const used = [sheets[parts.kind], ...(org?.accentColor ? [accentSheet(org.accentColor)] : [])];
  const page = markup`<!doctype html>
<html lang="${language.tag}" dir="${directionOf(language.tag)}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<meta name="robots" content="noindex,nofollow">
<meta name="referrer" content="same-origin">
<meta name="color-scheme" content="light dark">
<title>${parts.title}</title>
<link rel="icon" href="data:,">
${parts.head}${used.map(({ css }) => markup`<style>${raw(css)}</style>`)}
${script && markup`<script type="module"${parts.waits && markup` blocking="render"`} src="${script}"></script>`}</head>
<body data-page="${parts.kind}"${Object.entries(parts.data ?? {}).map(([key, value]) => markup` data-${raw(key)}="${value}"`)}>
<div class="page"><main class="card">${parts.main}</main>${footer(frame, parts.explains ?? false)}</div></body></html>
`;
  return {
    status: parts.status ?? 200,
    html: String(page),
    styleHashes: used.map(({ hash }) => hash),
  };
};

/** The one live region of a page, empty and there from the start, so that what a script says in it is heard. */
export const statusLine = (offline?: string): Markup =>
  markup`<p class="status" role="status" data-status${offline !== undefined && markup` data-offline="${offline}"`}></p>`;

const footer = ({ language, links, org, product }: Frame, explains: boolean): Markup | false => {
  const words = language.texts.foot;
  const names = { org: org?.name ?? product, product };
  const how = links?.howItWorks
    ? markup`<a href="${links.howItWorks}">${words.how}</a>`
    : explains &&
      markup`<details><summary>${words.how}</summary>${words.howText.map((text) => markup`<p>${say(text, names)}</p>`)}</details>`;
  const rest = [
    { href: links?.privacy, label: words.privacy },
    { href: links?.report, label: words.report },
  ].flatMap(({ href, label }) => (href ? markup`<a href="${href}">${label}</a>` : []));
  if (how === false && rest.length === 0) return false;
  return markup`<footer class="foot">${how}${rest}</footer>`;
};

/** Scripts that are written from right to left (https://www.unicode.org/reports/tr9/). */
const rightToLeft = new Set(['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Mend', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi']);

/** The direction that a language (BCP 47) is written in. */
const directionOf = (tag: string): 'ltr' | 'rtl' =>
  rightToLeft.has(new Intl.Locale(tag).maximize().script ?? '') ? 'rtl' : 'ltr';
