import { Hono } from 'hono';
import { webhooksPage } from './pages/webhooks.ts';
import type { Product } from './product.ts';
import type { Env } from './visit.ts';
import { webhookPath } from './webhook-log.ts';

/** Where Connect sends webhooks: for whoever can sign, without a session. */
export const webhookReceiver = ({ webhooks }: Product): Hono<Env> => {
  const app = new Hono<Env>();
  app.post(webhookPath, (c) => webhooks.receive(c.req.raw));
  return app;
};

/** What has arrived there about the agency. */
export const webhookLog = ({ webhooks }: Product): Hono<Env> => {
  const app = new Hono<Env>();
  app.get('/webhooks', (c) => {
    const visit = c.get('visit');
    return c.html(webhooksPage(visit, webhooks.of(visit.workspace.id)));
  });
  return app;
};
