import { isConnectError } from '@connect/sdk';
import { Hono } from 'hono';
import { clientsPage } from './pages/clients.ts';
import type { Product } from './product.ts';
import { roles } from './roles.ts';
import type { Env } from './visit.ts';

/** The agency's clients, and the page that each of them has at Brightline. */
export const clients = ({ connect, portals }: Product): Hono<Env> => {
  const app = new Hono<Env>();
  const ofAgency = (agency: string) => portals.all().filter(({ client }) => client.agency === agency);

  app.get('/clients', async (c) => {
    const visit = c.get('visit');
    const workspace = visit.workspace.id;
    const [links, connections] = await Promise.all([
      connect.links.list({ workspace, limit: 100 }),
      connect.connections.list({ workspace, limit: 100 }),
    ]);
    return c.html(
      clientsPage({
        visit,
        portals: ofAgency(workspace),
        links: links.data,
        connections: connections.data.filter(({ status }) => status !== 'disconnected'),
        // Who holds a client's page can connect accounts, so it is shown to those who may share links.
        mayShare: roles[visit.person.role].can.includes('links:reveal'),
        refusal: c.req.query('refused') === 'plan' ? 'A new link needs an active plan. Nothing was made.' : undefined,
      }),
    );
  });

  app.post('/clients/:client/link', async (c) => {
    const { agency, role } = c.get('person');
    const portal = ofAgency(agency).find(({ client }) => client.id === c.req.param('client'));
    if (portal === undefined || !roles[role].can.includes('links:write')) return c.notFound();
    try {
      await portals.open(portal);
      return c.redirect('/clients', 303);
    } catch (error) {
      if (isConnectError(error, 'subscription_required')) return c.redirect('/clients?refused=plan', 303);
      throw error;
    }
  });

  return app;
};
