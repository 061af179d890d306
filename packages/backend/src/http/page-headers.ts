/** Which of our pages is sent; they differ in what their window may share. */
export type PageKind = 'hosted' | 'window';

const policy = (styleHashes: readonly string[]): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src ${styleHashes.map((hash) => `'${hash}'`).join(' ') || "'none'"}`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/**
 * The headers of a page. A `window` page (launch, done) keeps its opener, explicitly, because the hand-back needs it;
 * a `hosted` page cuts every tie (https://html.spec.whatwg.org/#cross-origin-opener-policies).
 */
export const pageHeaders = (kind: PageKind, styleHashes: readonly string[]): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy(styleHashes),
  'cross-origin-opener-policy': kind === 'hosted' ? 'same-origin' : 'unsafe-none',
  'referrer-policy': 'same-origin',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
});

/** The headers of the platform's redirect back: it must show nothing, because the code is in its address. */
export const callbackHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'unsafe-none',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const;
