import { isConnectError, type ConnectError } from '@connect/sdk';
import { Hono } from 'hono';
import { csrf } from 'hono/csrf';
import { HTTPException } from 'hono/http-exception';
import { accounts } from './accounts.ts';
import { activity } from './activity.ts';
import { agencySettings } from './agency-settings.ts';
import { calendar } from './calendar.ts';
import { client } from './client.ts';
import { clients } from './clients.ts';
import { files } from './files.ts';
import { problemPage } from './pages/problem.ts';
import type { Product } from './product.ts';
import { session } from './session.ts';
import { signIn, type MintedSessions } from './sign-in.ts';
import type { Env } from './visit.ts';
import { webhookLog, webhookReceiver } from './webhooks.ts';

/** What went wrong between Brightline and Connect, for the person who wanted something. */
const trouble = ({ code }: ConnectError, connectOrigin: string) => {
  switch (code) {
    case 'not_found':
      return {
        status: 503,
        title: 'Brightline isn’t ready yet',
        text: 'It still has to tell Connect about your agency. Nothing is lost. Try again in a few seconds.',
      } as const;
    case 'network_error':
    case 'timeout':
      return {
        status: 503,
        title: 'Connect isn’t answering',
        text: `Brightline asked it at ${connectOrigin} and got no answer. Nothing was changed. In the demo, look at the terminal that runs “npm start”; then try again.`,
      } as const;
    case 'unauthorized':
      return {
        status: 502,
        title: 'Connect doesn’t know Brightline’s key',
        text: 'Nothing was changed. Set CONNECT_API_KEY to one of the keys that Connect was started with, and start Brightline again.',
      } as const;
    case 'rate_limited':
      return {
        status: 503,
        title: 'Please wait a moment',
        text: 'Brightline has asked Connect for a lot in a short time. Nothing was changed. Try again in a minute.',
      } as const;
    default:
      return {
        status: 502,
        title: 'Connect couldn’t do that',
        text: 'Nothing more was changed. The lines below tell whoever runs Brightline what happened.',
      } as const;
  }
};

/** Brightline's own pages as one fetch handler. */
export const createBrightline = (product: Product): Hono<Env> => {
  const { settings, connect } = product;
  const { host, origin } = new URL(settings.origin);
  const minted: MintedSessions = new Map();
  const { routes: signInRoutes, required } = signIn(product, minted);
  const app = new Hono<Env>();

  app.get('/healthz', (c) => c.text('ok'));

  // A page elsewhere whose name was pointed at this machine must not read Brightline as if it were its own (DNS rebinding).
  app.use(async (c, next) => {
    if (c.req.header('host') !== host) return c.text(`Brightline answers at ${origin} only.\n`, 421);
    return next();
  });

  // The elements' scripts, what they ask, and pictures come from Connect; everything else from here, and nothing inline.
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${settings.connectOrigin}`,
    "style-src 'self'",
    `img-src 'self' ${settings.connectOrigin}`,
    `connect-src 'self' ${settings.connectOrigin}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  app.use(async (c, next) => {
    c.header('content-security-policy', policy);
    c.header('cross-origin-opener-policy', 'same-origin-allow-popups');
    c.header('referrer-policy', 'same-origin');
    c.header('x-content-type-options', 'nosniff');
    c.header('cache-control', 'no-store');
    return next();
  });

  // Before the guard against pages of other origins: Connect's server is no page, and its signature says who it is.
  app.route('/', webhookReceiver(product));

  // Hono's guard looks at forms only; here a page of another origin sends nothing that changes anything, whatever its type.
  app.use(csrf({ origin }));
  app.use((c, next) =>
    ['GET', 'HEAD'].includes(c.req.method) || c.req.header('origin') === origin
      ? next()
      : Promise.resolve(c.text('Forbidden', 403)),
  );

  // For everybody: the files, the sign-in, and the clients' pages.
  app.route('/', files());
  app.route('/', signInRoutes);
  app.route('/', client(product));

  // For whoever is signed in.
  app.use(required);
  app.route('/', session(product, minted));
  app.use(async (c, next) => {
    const person = c.get('person');
    c.set('visit', { person, workspace: await connect.workspaces.get(person.agency) });
    return next();
  });
  for (const part of [accounts, calendar, clients, activity, webhookLog, agencySettings]) app.route('/', part(product));

  app.notFound((c) =>
    c.html(
      problemPage({
        visit: c.get('visit'),
        title: 'This page doesn’t exist',
        text: 'The address may be incomplete, or what it showed has been removed. Nothing was changed.',
        ...(c.get('visit') && { next: { href: '/accounts', words: 'Go to the accounts' } }),
      }),
      404,
    ),
  );

  app.onError((error, c) => {
    if (error instanceof HTTPException) {
      const text =
        'It didn’t come from a page of Brightline, so nothing was done. Go back to the page, reload it, and try again.';
      return c.html(
        problemPage({ title: 'That was refused', text, next: { href: '/accounts', words: 'Go to the accounts' } }),
        error.status,
      );
    }
    console.error(`brightline: ${c.req.method} ${c.req.path}: ${error.message}`);
    const known = isConnectError(error) ? error : undefined;
    if (known === undefined) console.error(error.stack);
    const { status, title, text } = known
      ? trouble(known, settings.connectOrigin)
      : ({
          status: 500,
          title: 'Brightline couldn’t show this page',
          text: 'The fault is Brightline’s own. What happened is in its log. Go back and try again.',
        } as const);
    const details = known && { code: known.code, message: known.message, requestId: known.requestId };
    if (c.req.path === '/session') return c.json({ title, ...details }, status);
    const here = c.req.method === 'GET' ? c.req.path : '/accounts';
    const next = { href: here, words: 'Try again' };
    return c.html(problemPage({ visit: c.get('visit'), title, text, next, details }), status);
  });

  return app;
};
