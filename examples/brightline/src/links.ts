import { isConnectError, type ConnectError, type Link, type LinkWithUrl } from '@connect/sdk';
import { Hono, type Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { linkForm, linkReady, type LinkDraft, type LinkFaults } from './pages/link-form.ts';
import type { Html } from './pages/layout.ts';
import { linksPage } from './pages/links.ts';
import { questionPage } from './pages/question.ts';
import { amount } from './pages/words.ts';
import { isPlatform, platforms } from './platforms.ts';
import type { Product } from './product.ts';

const id = ':id{lnk_[A-Za-z0-9]{20,32}}';

/** The platforms that were chosen last time, remembered in this browser. */
const remembered = (c: Context): string[] => {
  const chosen = (getCookie(c, 'platforms') ?? '').split('.').filter(isPlatform);
  return chosen.length > 0 ? chosen : Object.keys(platforms);
};

const remember = (c: Context, chosen: readonly string[]) =>
  setCookie(c, 'platforms', chosen.join('.'), { httpOnly: true, sameSite: 'Lax', path: '/links', maxAge: 365 * 24 * 60 * 60 });

const emptyDraft = (c: Context): LinkDraft => ({
  clientName: '',
  description: '',
  platforms: remembered(c),
  attempt: crypto.randomUUID(),
});

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

const sentDraft = (form: Readonly<Record<string, unknown>>): LinkDraft => ({
  clientName: text(form['clientName']),
  description: text(form['description']),
  platforms: [form['platforms']].flat().map(text).filter(isPlatform),
  attempt: /^[\w-]{36}$/.test(text(form['attempt'])) ? text(form['attempt']) : crypto.randomUUID(),
});

/** What Connect found wrong with a draft, beside the fields where it was found. */
const refused = ({ code, message, errors }: ConnectError): LinkFaults => {
  if (code === 'subscription_required') {
    return {
      other: 'Connect links are part of a plan that isn’t active. Your links are kept. They work again as soon as it is.',
    };
  }
  if (code === 'idempotency_conflict') {
    return { other: 'This form has already made a link. Choose “Make link” once more to make another one.' };
  }
  const fields = errors.map(({ field, message }) => [
    field === 'clientName' || field === 'description' || field === 'platforms' ? field : 'other',
    message,
  ]);
  return fields.length > 0 ? Object.fromEntries(fields) : { other: message };
};

const kept = (count: number): string =>
  count === 1
    ? 'The account it brought stays connected.'
    : `The ${amount(count, 'account', 'accounts')} it brought stay connected.`;

/** The pages of the connect links. */
export const links = (product: Product): Hono => {
  const { connect, visit } = product;
  const app = new Hono();

  const show = async (top: Html, cursor?: string, news?: (links: readonly Link[]) => string | undefined): Promise<Html> => {
    const workspace = visit().workspace.id;
    const [{ data, nextCursor }, connections] = await Promise.all([
      connect.links.list({ workspace, limit: 100, cursor }),
      connect.connections.list({ workspace, limit: 100 }),
    ]);
    const older = nextCursor === null ? undefined : `/links?cursor=${nextCursor}`;
    return linksPage({ visit: visit(), links: data, connections: connections.data, top, older, news: news?.(data) });
  };

  /** The key opens every workspace, so the product makes sure that this link is one of its customer's. */
  const find = async (id: string): Promise<Link | undefined> => {
    try {
      const link = await connect.links.get(id);
      return link.workspace === visit().workspace.id ? link : undefined;
    } catch (error) {
      if (isConnectError(error, 'not_found')) return undefined;
      throw error;
    }
  };

  const ready = (link: LinkWithUrl, heading: string) => show(linkReady(visit(), link, heading));

  app.get('/links', async (c) => {
    const off = (links: readonly Link[]) => links.some((link) => link.id === c.req.query('off') && link.status === 'revoked');
    const form = linkForm(visit(), emptyDraft(c), {});
    return c.html(await show(form, c.req.query('cursor'), (links) => (off(links) ? 'Link switched off' : undefined)));
  });

  app.post('/links', async (c) => {
    const draft = sentDraft(await c.req.parseBody({ all: true }));
    const again = async (faults: LinkFaults) =>
      c.html(await show(linkForm(visit(), { ...draft, attempt: crypto.randomUUID() }, faults)), 422);
    if (draft.platforms.length === 0) return again({ platforms: 'Choose at least one.' });
    remember(c, draft.platforms);
    try {
      const link = await connect.links.create(
        {
          workspace: visit().workspace.id,
          platforms: [...draft.platforms],
          sharedBy: visit().person,
          clientName: draft.clientName || null,
          description: draft.description || null,
        },
        { idempotencyKey: draft.attempt },
      );
      return c.html(await ready(link, 'Link ready'), 201);
    } catch (error) {
      if (isConnectError(error, 'invalid_request', 'subscription_required', 'idempotency_conflict')) return again(refused(error));
      throw error;
    }
  });

  // A POST, because it is recorded who copied a link.
  app.post(`/links/${id}/reveal`, async (c) => {
    const link = await find(c.req.param('id'));
    if (link === undefined) return c.notFound();
    const revealed = await connect.links.reveal(link.id);
    if (c.req.header('accept') === 'application/json') return c.json({ url: revealed.url });
    return c.html(await ready(revealed, 'Copy the link'));
  });

  app.get(`/links/${id}/switch-off`, async (c) => {
    const link = await find(c.req.param('id'));
    if (link === undefined) return c.notFound();
    const text = `Nobody can connect with it any more. ${link.connectionCount > 0 ? kept(link.connectionCount) : 'It has not brought any account yet.'}`;
    const heading = html`Switch this link off for good?`;
    return c.html(
      questionPage({
        visit: visit(),
        place: '/links',
        title: 'Switch off a link',
        heading,
        text,
        action: c.req.path,
        verb: 'Switch off',
      }),
    );
  });

  app.post(`/links/${id}/switch-off`, async (c) => {
    const link = await find(c.req.param('id'));
    if (link === undefined) return c.notFound();
    await connect.links.revoke(link.id);
    return c.redirect(`/links?off=${link.id}`, 303);
  });

  return app;
};
