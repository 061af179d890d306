import { Hono } from 'hono';
import { ownerOf } from './agencies.ts';
import { clientPage } from './pages/client.ts';
import { problemPage } from './pages/problem.ts';
import type { Product } from './product.ts';

/** The pages for agencies' clients, with the link button in them. Nobody is signed in here; the address is the key. */
export const client = ({ connect, settings, portals, isReady }: Product): Hono => {
  const app = new Hono();

  app.use('/client/*', async (c, next) => {
    if (isReady()) return next();
    const text = 'Brightline starts, and Connect hasn’t answered yet. Nothing is lost: try again in a few seconds.';
    return c.html(
      problemPage({ title: 'This page isn’t ready yet', text, next: { href: c.req.path, words: 'Try again' } }),
      503,
    );
  });

  app.get('/client', (c) =>
    c.html(
      problemPage({
        title: 'Clients’ pages have addresses of their own',
        text: 'This address isn’t complete. Open the one that your agency has sent you. If you work at an agency, you find it under Clients.',
        next: { href: '/clients', words: 'Go to the clients' },
      }),
    ),
  );

  app.get('/client/:page', async (c) => {
    const portal = portals.find(c.req.path);
    if (portal === undefined) return c.notFound();
    const workspace = await connect.workspaces.get(portal.client.agency);
    if (portal.link === undefined) {
      const owner = ownerOf(portal.client.agency);
      const text = `${workspace.name} has switched off the link in this page, so nothing can be connected here. If you still want to, ask ${owner?.name ?? workspace.name} for a new one. What you connected earlier stays connected.`;
      return c.html(problemPage({ title: 'There is no link in this page', text }), 410);
    }
    const { data } = await connect.connections.list({ workspace: workspace.id, link: portal.link.id, limit: 100 });
    return c.html(
      clientPage({
        workspace,
        client: portal.client,
        link: portal.link.url,
        connectOrigin: settings.connectOrigin,
        connections: data.filter(({ status }) => status !== 'disconnected'),
      }),
    );
  });

  return app;
};
