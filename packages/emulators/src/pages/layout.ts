import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { style } from './style.ts';

export type Html = ReturnType<typeof html>;

/** How a platform is called and looks, on its own pages. */
export interface Brand {
  readonly id: 'instagram' | 'facebook' | 'tiktok';
  readonly name: 'Instagram' | 'Facebook' | 'TikTok';
}

export interface Page {
  readonly title: string;
  readonly body: Html;
}

/** A whole document. Every one says, in its title and at its top, that it is an emulation. */
export function layout(brand: Brand, page: Page): Html {
  const notReal = `Emulated ${brand.name} – not the real one`;
  return html`<!doctype html>
<html lang="en" data-platform="${brand.id}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title} · ${notReal}</title>
<style>${raw(style)}</style>
</head>
<body>
<header class="banner"><p><strong>Emulated ${brand.name}</strong> – not the real one</p></header>
<main>
${page.body}
</main>
<footer>Nothing here reaches ${brand.name}. The accounts and their numbers are made up.</footer>
</body>
</html>
`;
}

/**
 * No script, no framing. There is deliberately no form-action: Chromium applies it to redirects that follow a form, and
 * Allow ends in a redirect to the app. https://www.w3.org/TR/CSP3/#directive-form-action
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "img-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');
