import type { IncomingMessage, ServerResponse } from 'node:http';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** What every product page records: the element's events, the messages that arrive, and what its own policy refused. */
const record = `
window.seen = [];
for (const type of ['connect-start', 'connect-open', 'connect-uncertain', 'connect-success', 'connect-error', 'connect-cancel'])
  document.addEventListener(type, (event) => window.seen.push({ type, id: event.target.id, detail: event.detail }));
window.messages = [];
addEventListener('message', (event) => window.messages.push({ origin: event.origin, data: event.data }));
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));
`;

const page = (head: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Shop</title>
<script src="/record.js"></script>${head}</head>
<body><h1>Welcome</h1>${body}</body></html>`;

/** The element, once for each `link` of the query, with the query's `platform` and `mode`. */
const buttons = ({ searchParams: query }: URL): string => {
  const attribute = (name: string): string => (query.has(name) ? ` ${name}="${escape(query.get(name) ?? '')}"` : '');
  const element = (link: string, index: number): string =>
    `<connect-link-button id="b${index}" link="${escape(link)}"${attribute('platform')}${attribute('mode')}><a href="${escape(link)}">Open the connect page</a></connect-link-button>`;
  return query.getAll('link').map(element).join('\n');
};

/**
 * A product page, as its query says. `/` embeds the button (`link`, repeatable; `platform`, `mode`); `/frame` has the page
 * `src` in a frame, with the `sandbox` that is given; `/blank` has nothing. Its own headers: `coop`, `csp`, `cache`.
 */
export const embedPage = (request: IncomingMessage, response: ServerResponse, connectOrigin: string): void => {
  const url = new URL(request.url ?? '/', 'http://page.localhost');
  if (url.pathname === '/record.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(record);
    return;
  }
  const query = url.searchParams;
  const headers: Record<string, string> = { 'content-type': 'text/html; charset=utf-8' };
  for (const [name, key] of [
    ['cross-origin-opener-policy', 'coop'],
    ['content-security-policy', 'csp'],
    ['cache-control', 'cache'],
  ] as const) {
    const value = query.get(key);
    if (value) headers[name] = value;
  }
  response.writeHead(200, headers);
  switch (url.pathname) {
    case '/blank':
      response.end(page('', ''));
      return;
    case '/frame': {
      const sandbox = query.get('sandbox');
      const limits = sandbox === null ? '' : ` sandbox="${escape(sandbox)}"`;
      response.end(
        page('', `<iframe name="product" width="520" height="640" src="${escape(query.get('src') ?? '')}"${limits}></iframe>`),
      );
      return;
    }
    default:
      response.end(page(`<script type="module" src="${connectOrigin}/widget/v1/connect-link-button.js"></script>`, buttons(url)));
  }
};
