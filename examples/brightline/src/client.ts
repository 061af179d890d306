import { Hono } from 'hono';
import { clientPage } from './pages/client.ts';
import { problemPage } from './pages/problem.ts';
import type { Product } from './product.ts';
import { demoClient } from './visit.ts';

/** The page for an agency's client, with the link button in it. */
export const client = (product: Product): Hono => {
  const { connect, settings, visit, clientLink } = product;
  const app = new Hono();

  app.get('/client', async (c) => {
    const link = clientLink();
    if (link === undefined) {
      const text =
        'Brightline makes its connect link when it starts, and Connect hasn’t answered yet. Nothing is lost: try again in a few seconds.';
      return c.html(
        problemPage({ visit: visit(), title: 'This page isn’t ready yet', text, next: { href: '/client', words: 'Try again' } }),
        503,
      );
    }
    const { data } = await connect.connections.list({ workspace: visit().workspace.id, link: link.id, limit: 100 });
    const connections = data.filter(({ status }) => status !== 'disconnected');
    return c.html(
      clientPage({ visit: visit(), client: demoClient, link: link.url, connectOrigin: settings.connectOrigin, connections }),
    );
  });

  return app;
};
