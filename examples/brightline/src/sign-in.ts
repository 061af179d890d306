import { Hono, type Context, type MiddlewareHandler } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { people, type Person } from './agencies.ts';
import { signInPage } from './pages/sign-in.ts';
import type { Product } from './product.ts';
import { secretFor } from './secret.ts';
import type { Env } from './visit.ts';

const cookie = 'brightline';

/** Ids of the Connect sessions that were made for each sign-in, to end them with it. */
export type MintedSessions = Map<string, Set<string>>;

/** Who is signed in, by Brightline's own cookie. A real product asks for a password; here one chooses who to be. */
export const signIn = (product: Product, minted: MintedSessions) => {
  const secret = secretFor(product.settings.apiKey, 'cookie');
  const app = new Hono<Env>();

  /** The name of this sign-in, such as `maya.1b4e28ba-…`, and whose it is. */
  const current = async (c: Context): Promise<{ name: string; person: Person } | undefined> => {
    const name = (await getSignedCookie(c, secret, cookie)) || undefined;
    const person = people.find(({ id }) => id === name?.split('.')[0]);
    return name === undefined || person === undefined ? undefined : { name, person };
  };

  /** Connect's sessions in pages that are still open end with the sign-in that they were made for. */
  const end = async (c: Context): Promise<void> => {
    const name = (await current(c))?.name ?? '';
    for (const id of minted.get(name) ?? []) {
      // Signing out works without Connect, too: a session that could not be ended lasts an hour at most.
      await product.connect.sessions.revoke(id).catch((error: unknown) => {
        console.error('brightline: a session could not be ended:', error instanceof Error ? error.message : error);
      });
    }
    minted.delete(name);
  };

  app.get('/sign-in', async (c) => c.html(signInPage((await current(c))?.person)));

  app.post('/sign-in', async (c) => {
    const { person: id } = await c.req.parseBody();
    const person = people.find((each) => each.id === id);
    if (person === undefined) return c.html(signInPage((await current(c))?.person), 422);
    await end(c);
    await setSignedCookie(c, cookie, `${person.id}.${crypto.randomUUID()}`, secret, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: product.settings.origin.startsWith('https:'),
      maxAge: 30 * 24 * 60 * 60,
    });
    return c.redirect('/accounts', 303);
  });

  app.post('/sign-out', async (c) => {
    await end(c);
    deleteCookie(c, cookie, { path: '/' });
    return c.redirect('/sign-in', 303);
  });

  /** Lets in whoever is signed in; pages of others become the sign-in page, and everything else is refused. */
  const required: MiddlewareHandler<Env> = async (c, next) => {
    const visitor = await current(c);
    if (visitor === undefined) {
      if (c.req.method === 'GET') return c.redirect('/sign-in', 303);
      return c.json({ title: 'You are signed out of Brightline. Sign in again in another tab; nothing here is lost.' }, 401);
    }
    c.set('person', visitor.person);
    c.set('signIn', visitor.name);
    return next();
  };

  return { routes: app, required };
};
