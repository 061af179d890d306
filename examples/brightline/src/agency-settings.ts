import { isConnectError, type ConnectError, type WorkspaceInput } from '@connect/sdk';
import { Hono, type Context } from 'hono';
import { ownerOf } from './agencies.ts';
import { problemPage } from './pages/problem.ts';
import { settingsPage, type SettingsDraft, type SettingsFaults } from './pages/settings.ts';
import { upgradePage } from './pages/upgrade.ts';
import type { Product } from './product.ts';
import { roles } from './roles.ts';
import { ourAddresses } from './setup.ts';
import type { Env } from './visit.ts';
import { changeWorkspace } from './workspace-change.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** What was saved, for the line at the top. */
const saved: Readonly<Record<string, string>> = {
  brand: 'The brand is saved. Clients see it from now on.',
  'return-addresses': 'The addresses are saved.',
  plan: 'The plan is changed.',
};

/** What Connect found wrong, beside the fields where it was found: `returnUrls[2]` belongs to `returnUrls`. */
const faultsOf = ({ message, errors }: ConnectError): SettingsFaults =>
  errors.length === 0
    ? { other: message }
    : Object.fromEntries(
        errors.map(({ field, message }) => {
          const [name = ''] = field.split(/[[.]/);
          return [['name', 'accentColor', 'logoUrl', 'returnUrls'].includes(name) ? name : 'other', message];
        }),
      );

/** The agency's settings: links for a settings page, brand, addresses, plan. */
export const agencySettings = ({ connect, settings }: Product): Hono<Env> => {
  const app = new Hono<Env>();

  const show = (c: Context<Env>, draft: SettingsDraft = {}, faults: SettingsFaults = {}) =>
    settingsPage({
      visit: c.get('visit'),
      connectOrigin: settings.connectOrigin,
      ours: ourAddresses(settings.origin).returnUrls,
      draft,
      faults,
      news: saved[c.req.query('saved') ?? ''],
    });

  app.get('/settings', (c) => c.html(show(c)));
  app.get('/upgrade', (c) => c.html(upgradePage(c.get('visit'))));

  for (const path of ['/settings/*', '/upgrade'] as const) {
    app.post(path, async (c, next) => {
      const { person } = c.get('visit');
      if (roles[person.role].settings) return next();
      const who = ownerOf(person.agency)?.name ?? 'the owner';
      return c.html(
        problemPage({
          visit: c.get('visit'),
          title: 'Only the owner can change this',
          text: `Your role doesn’t change settings. Ask ${who}. Nothing was changed.`,
          next: { href: '/settings', words: 'Back to the settings' },
        }),
        403,
      );
    });
  }

  /** Saves a part of the settings; where Connect refuses it, the form comes back as it was sent. */
  const save = async (c: Context<Env>, part: string, draft: SettingsDraft, change: Parameters<typeof changeWorkspace>[2]) => {
    try {
      await changeWorkspace(connect, c.get('person').agency, change);
      return c.redirect(`/settings?saved=${part}`, 303);
    } catch (error) {
      if (!isConnectError(error, 'invalid_request')) throw error;
      return c.html(show(c, draft, faultsOf(error)), 422);
    }
  };

  app.post('/settings/brand', async (c) => {
    const form = await c.req.parseBody();
    const draft = { name: text(form['name']), accentColor: text(form['accentColor']), logoUrl: text(form['logoUrl']) };
    const brand: Partial<WorkspaceInput> = { name: draft.name, accentColor: draft.accentColor || null, logoUrl: draft.logoUrl || null };
    return save(c, 'brand', draft, () => brand);
  });

  app.post('/settings/return-addresses', async (c) => {
    const returnUrls = text((await c.req.parseBody())['returnUrls']).split(/\s+/).filter(Boolean);
    const ours = ourAddresses(settings.origin).returnUrls;
    return save(c, 'return-addresses', { returnUrls: returnUrls.join('\n') }, () => ({
      returnUrls: [...new Set([...ours, ...returnUrls])],
    }));
  });

  // A real product does this when a payment has come, or hasn't.
  const setPlan = (c: Context<Env>, status: 'active' | 'inactive') =>
    save(c, 'plan', {}, ({ subscription }) => ({ subscription: { ...subscription, status } }));

  app.post('/settings/plan', async (c) => setPlan(c, (await c.req.parseBody())['status'] === 'active' ? 'active' : 'inactive'));
  app.post('/upgrade', (c) => setPlan(c, 'active'));

  return app;
};
