import { Hono, type Context } from 'hono';
import { callName, type Account } from './account.ts';
import { ControlError } from './control-error.ts';
import type { Control } from './emulator.ts';
import { inventions } from './inventions.ts';
import { isLoopback } from './loopback.ts';
import type { Notices } from './notices.ts';
import type { PictureAddress } from './pages/account-card.ts';
import { homePage, personActions, type PersonAction } from './pages/home.ts';
import type { Brand, Page } from './pages/layout.ts';
import { messagePage } from './pages/message.ts';

interface HomeParts {
  readonly brand: Brand;
  readonly people: readonly Account[];
  readonly control: Pick<Control, 'removeApp' | 'requestDeletion' | 'changePassword' | 'expire' | 'resend' | 'notices'>;
  readonly notices: Pick<Notices, 'latest'>;
  readonly picture: PictureAddress;
  respond(c: Context, page: Page, status?: 200 | 403): Response | Promise<Response>;
}

/** The front page, where whoever tries a demo plays the person who removes an app or changes a password. */
export function homeRoutes({ brand, people, control, notices, picture, respond }: HomeParts): Hono {
  const platforms = brand.id === 'tiktok' ? ['all', brand.id] : ['all', 'meta', brand.id];
  const invented = Object.values(inventions).filter(({ platform }) => platforms.includes(platform));
  const actions = personActions[brand.id];
  const show = (c: Context, done?: string) =>
    respond(
      c,
      homePage({
        brand, people, actions, picture, inventions: invented, notices: notices.latest(), ...(done !== undefined && { done }),
      }),
    );
  const routes = new Hono();

  const refused = (c: Context) => {
    const site = c.req.header('sec-fetch-site');
    if (isLoopback(new URL(c.req.url)) && (site === undefined || site === 'same-origin')) return undefined;
    return respond(c, messagePage({ title: 'Not from here', text: 'Only the page itself may send this form.' }), 403);
  };

  routes.get('/', (c) => show(c));
  routes.post('/people/:key', async (c) => {
    const refusal = refused(c);
    if (refusal) return refusal;
    const form = await c.req.formData().catch(() => new FormData());
    const action = String(form.get('action'));
    const person = people.find(({ key }) => key === c.req.param('key'));
    if (!person || !Object.hasOwn(actions, action)) return show(c);
    const before = notices.latest()[0]?.id ?? 0;
    act(action as PersonAction, person);
    const told = (await control.notices()).filter(({ id }) => id > before).length;
    const sent = told === 0 ? '' : told === 1 ? ' One notice was sent, as below.' : ` ${told} notices were sent, as below.`;
    return show(c, `${callName(person)} ${actions[action as PersonAction]?.done ?? ''}.${sent}`);
  });
  routes.post('/notices/:id', async (c) => {
    const refusal = refused(c);
    if (refusal) return refusal;
    try {
      control.resend(Number(c.req.param('id')));
    } catch (error) {
      if (error instanceof ControlError) return show(c, `${error.message}.`);
      throw error;
    }
    await control.notices();
    return show(c, 'The notice was sent again.');
  });

  function act(action: PersonAction, { key }: Account): void {
    switch (action) {
      case 'remove-app':
        return control.removeApp(key);
      case 'request-deletion':
        return control.requestDeletion(key);
      case 'change-password':
        return control.changePassword(key);
      case 'expire':
        return control.expire(key);
      case 'change-age':
        return control.removeApp(key, undefined, 3);
      case 'get-banned':
        return control.removeApp(key, undefined, 4);
    }
  }
  return routes;
}
