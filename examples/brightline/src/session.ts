import { Hono } from 'hono';
import type { Product } from './product.ts';
import { roles } from './roles.ts';
import type { MintedSessions } from './sign-in.ts';
import type { Env } from './visit.ts';

/**
 * Mints the session with which Connect's elements work in the browser of whoever is signed in. The API key stays here; the
 * session is that person's alone, sees their agency alone, and may do what their role may do.
 */
export const session = ({ connect }: Product, minted: MintedSessions): Hono<Env> => {
  const app = new Hono<Env>();

  // A POST, because it makes something; from Brightline's own pages only, which the guard in brightline.ts sees to.
  app.post('/session', async (c) => {
    const { agency, name, email, role } = c.get('person');
    const made = await connect.sessions.create({ workspace: agency, actor: { name, email }, can: [...roles[role].can] });
    const signIn = c.get('signIn');
    minted.set(signIn, (minted.get(signIn) ?? new Set()).add(made.id));
    return c.json(made);
  });

  return app;
};
