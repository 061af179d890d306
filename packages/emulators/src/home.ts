import { Hono, type Context } from 'hono';
import type { Account } from './account.ts';
import type { Control } from './emulator.ts';
import { inventions } from './inventions.ts';
import { isLoopback } from './loopback.ts';
import type { PictureAddress } from './pages/account-card.ts';
import { homePage, personActions, type PersonAction } from './pages/home.ts';
import type { Brand, Page } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';

interface HomeParts {
  readonly brand: Brand;
  readonly accounts: readonly Account[];
  readonly control: Pick<Control, 'removeApp' | 'changePassword' | 'expire'>;
  readonly picture: PictureAddress;
  respond(c: Context, page: Page, status?: 200 | 403): Response | Promise<Response>;
}

/** The front page, where whoever tries a demo plays the person who removes an app or changes a password. */
export function homeRoutes({ brand, accounts, control, picture, respond }: HomeParts): Hono {
  const invented = Object.values(inventions).filter(({ platform }) => platform === 'both' || platform === brand.id);
  const show = (c: Context, done?: string) =>
    respond(c, homePage({ brand, accounts, inventions: invented, picture, ...(done !== undefined && { done }) }));
  const routes = new Hono();

  routes.get('/', (c) => show(c));
  routes.post('/people/:key', async (c) => {
    const site = c.req.header('sec-fetch-site');
    if (!isLoopback(new URL(c.req.url)) || (site !== undefined && site !== 'same-origin')) {
      return respond(c, messagePage({ title: 'Not from here', text: 'Only the page itself may send this form.' }), 403);
    }
    const form = await c.req.formData().catch(() => new FormData());
    const action = String(form.get('action'));
    const account = accounts.find(({ key }) => key === c.req.param('key'));
    if (!account || !isPersonAction(action)) return show(c);
    if (action === 'remove-app') control.removeApp(account.key);
    else if (action === 'change-password') control.changePassword(account.key);
    else control.expire(account.key);
    return show(c, `@${account.username} ${personActions[action].done}.`);
  });
  return routes;
}

function isPersonAction(action: string): action is PersonAction {
  return Object.hasOwn(personActions, action);
}
