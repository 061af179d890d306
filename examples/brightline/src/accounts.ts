import { Hono } from 'hono';
import { accountsPage } from './pages/accounts.ts';
import type { Product } from './product.ts';
import type { Env } from './visit.ts';

/** The page of the connected accounts. Everything in it is Connect's elements: there is nothing to do here. */
export const accounts = ({ settings }: Product): Hono<Env> => {
  const app = new Hono<Env>();
  app.get('/', (c) => c.redirect('/accounts', 302));
  app.get('/accounts', (c) => c.html(accountsPage(c.get('visit'), settings.connectOrigin)));
  return app;
};
