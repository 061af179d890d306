import { Hono } from 'hono';
import { activityPage } from './pages/activity.ts';
import { platformNames } from './pages/words.ts';
import type { Product } from './product.ts';
import type { Env } from './visit.ts';

/** What Brightline's server has heard of the agency's links and accounts. */
export const activity = ({ connect, heard }: Product): Hono<Env> => {
  const app = new Hono<Env>();
  app.get('/activity', async (c) => {
    const visit = c.get('visit');
    const { data } = await connect.links.list({ workspace: visit.workspace.id, limit: 100 });
    const names = new Map(data.map((link) => [link.id, link.clientName ?? link.description ?? platformNames(link.platforms)]));
    return c.html(activityPage(visit, heard.of(visit.workspace.id), names));
  });
  return app;
};
