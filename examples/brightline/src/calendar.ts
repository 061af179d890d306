import { Hono } from 'hono';
import { createNumbers } from './numbers.ts';
import { calendarPage } from './pages/calendar.ts';
import { postsOf } from './posts.ts';
import type { Product } from './product.ts';
import type { Env } from './visit.ts';

/** The coming week's posts, and the accounts that they go to. This is what the connected accounts are for. */
export const calendar = ({ connect, settings }: Product): Hono<Env> => {
  const numbers = createNumbers(connect, settings);
  const app = new Hono<Env>();

  app.get('/calendar', async (c) => {
    const visit = c.get('visit');
    const { data } = await connect.connections.list({ workspace: visit.workspace.id, limit: 100 });
    const now = new Date();
    return c.html(
      calendarPage({
        visit,
        now,
        posts: postsOf(visit.workspace.id, now),
        accounts: data.filter(({ status }) => status !== 'disconnected' && status !== 'pending_approval'),
        reading: numbers.of,
      }),
    );
  });

  // A POST, because asking for a token may renew it. Whose accounts are read is this list's business, not the browser's.
  app.post('/calendar/numbers', async (c) => {
    const { data } = await connect.connections.list({ workspace: c.get('person').agency, status: 'active', limit: 100 });
    await numbers.read(data);
    return c.redirect('/calendar#numbers', 303);
  });

  return app;
};
