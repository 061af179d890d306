import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ability, ConnectClient, Session } from '@connect/sdk';

/** The people of the product, by the name that a page's query gives them. */
export const sharers = {
  maya: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
  jonas: { name: 'Jonas Berg', email: 'jonas@northlight.example' },
} as const;

/** What a session may be allowed, all of it. */
export const everything: readonly Ability[] = [
  'links:read',
  'links:write',
  'links:reveal',
  'connections:read',
  'connections:write',
  'events:read',
];

/**
 * The product's own server, as far as its pages with the sharer's elements need it: it knows who is signed in, and makes
 * sessions for them with the key that pages never see.
 */
export interface SharerDesk {
  /** The sessions that were made since the last `reset`, oldest first. */
  readonly made: readonly Session[];
  /** While it is broken, pages get an error where they ask for a session. */
  isBroken: boolean;
  /** Ends every session that was made, as when the person is signed out everywhere. */
  revokeAll(): Promise<void>;
  reset(): void;
  /** Answers what belongs to it; `false` for everything else. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

/** In each product page: the elements' events are kept, and the elements are told whom to ask for a session. */
const script = `
window.heard = [];
window.refused = [];
document.addEventListener('securitypolicyviolation', (event) => window.refused.push(event.violatedDirective + ' ' + event.blockedURI));
for (const type of ['connect-link-created', 'connect-link-changed', 'connect-account-added', 'connect-account-changed'])
  document.addEventListener(type, (event) => window.heard.push({ type, detail: event.detail }));
const session = async () => {
  const answer = await fetch('/session' + location.search, { method: 'POST' });
  if (!answer.ok) throw new Error('No session: ' + answer.status);
  return answer.json();
};
const once = new URLSearchParams(location.search).has('once') && session();
for (const element of document.querySelectorAll('connect-link-manager, connect-account-list')) {
  if (once) once.then((given) => (element.session = given));
  else element.session = session;
}
`;

const page = (origin: string, isFixed: boolean): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Sources</title>
<script type="module" src="${origin}/widget/v1/connect-link-manager.js"></script>
<script type="module" src="${origin}/widget/v1/connect-account-list.js"></script></head>
<body><main><h1>Sources</h1>
<connect-link-manager id="links"${isFixed ? ' view="fixed"' : ''}></connect-link-manager>
<connect-account-list id="accounts"></connect-account-list></main>
<script type="module" src="/sharer.js"></script></body></html>`;

/**
 * `GET /sharer` is a product page with both elements, `POST /session` makes a session. Both read the query: `as` (a name of
 * `sharers`), `workspace`, `can` (abilities, separated by commas; by default all), `fixed` for the manager's other
 * view, `once` for elements that get a session instead of a function, and `csp` for the page's own policy.
 */
export const createSharerDesk = (client: ConnectClient, origin: string): SharerDesk => {
  let made: Session[] = [];
  return {
    get made() {
      return made;
    },
    isBroken: false,
    async revokeAll() {
      for (const { id } of made) await client.sessions.revoke(id);
    },
    reset() {
      made = [];
      this.isBroken = false;
    },
    async serve(request, response) {
      const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://page.localhost');
      switch (`${request.method} ${pathname}`) {
        case 'GET /sharer.js':
          response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
          return true;
        case 'GET /sharer':
          response
            .writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': query.get('csp') ?? '' })
            .end(page(origin, query.has('fixed')));
          return true;
        case 'POST /session': {
          if (this.isBroken) {
            response.writeHead(503).end();
            return true;
          }
          const actor = query.get('as') === 'jonas' ? sharers.jonas : sharers.maya;
          const can = everything.filter((ability) => query.get('can')?.split(',').includes(ability) ?? true);
          const session = await client.sessions.create({ workspace: query.get('workspace') ?? 'northlight', actor, can });
          made = [...made, session];
          response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(session));
          return true;
        }
        default:
          return false;
      }
    },
  };
};
