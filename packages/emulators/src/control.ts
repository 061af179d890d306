import { Hono } from 'hono';
import { motifs } from './motif.ts';
import { ControlError } from './control-error.ts';
import type { Account } from './account.ts';
import type { Emulation, SharedSettings } from './emulation.ts';
import type { AccountChange, Control, Emulator } from './emulator.ts';
import type { BehaviourOrder } from './behaviour.ts';
import { homeRoutes } from './home.ts';
import { isLoopback } from './loopback.ts';
import type { Login, LoginRequest } from './login.ts';
import { createMemory, type AccountOf, type Memory } from './memory.ts';

/** What only the platform can do to its apps and tokens. */
interface PlatformState<Client> {
  register(client: Client): void;
  /** Why an authorization can end, where the platform tells apps. */
  readonly reasons?: readonly number[];
  removeApp(account: Account, clientId: string | undefined, reason: number | undefined): void;
  requestDeletion(account: Account, clientId: string | undefined): void;
  /** The password was changed: what happens to the account's tokens. */
  changePassword(account: Account): void;
  expire(account: Account, tokens: 'access' | 'all'): void;
  /** Drops codes, tokens and consents. Registered apps stay. */
  forget(): void;
  /** Tokens and consents, as JSON can hold them. */
  save(): Memory;
  load(memory: Memory, accountOf: AccountOf): void;
}

/** Completes an emulation to an emulator, with its control API in process and under `/_emulator/`. */
export function createEmulator<Client, S extends SharedSettings, E extends string, R extends LoginRequest>(
  emulation: Emulation<S, E>,
  login: Login<R>,
  state: PlatformState<Client>,
): Emulator<Client, S, E> {
  const { accounts, app, behaviours, brand, clock, notices, people, requests, settings } = emulation;
  const untouched = accounts.map((account) => ({ ...account }));

  function find(username: string): Account {
    const account = emulation.account(username);
    if (account) return account;
    throw new ControlError(`There is no account "${username}". Accounts: ${accounts.map(({ key }) => key).join(', ')}`);
  }

  function findPerson(username: string): Account {
    const account = find(username);
    if (people.includes(account)) return account;
    const names = people.map(({ key }) => key).join(', ');
    throw new ControlError(`Nobody logs in to ${brand.name} as "${username}". People: ${names}`);
  }

  const control: Control<Client, S, E> = {
    next: (order) => behaviours.queue(order),
    settings(change) {
      if (change) settings.change(change);
      return { ...settings.current };
    },
    register: (client) => state.register(client),
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || milliseconds < 0) {
        throw new ControlError(`The clock goes ahead by a number of milliseconds from 0, not by ${milliseconds}`);
      }
      clock.advance(milliseconds);
      notices.due();
    },
    removeApp(username, clientId, reason) {
      if (reason !== undefined && !state.reasons?.includes(reason)) {
        const known = state.reasons ? `: ${state.reasons.join(', ')}` : ' at TikTok only';
        throw new ControlError(`An app is not removed for the reason ${reason}. There are reasons${known}`);
      }
      const leaving = (typeof username === 'string' ? [username] : username).map(findPerson);
      for (const person of leaving) state.removeApp(person, clientId, reason);
    },
    requestDeletion: (username, clientId) => state.requestDeletion(findPerson(username), clientId),
    notices: () => notices.settled(),
    resend: (id) => notices.resend(id),
    changePassword(username) {
      const account = findPerson(username);
      state.changePassword(account);
      login.logOut(account);
    },
    expire(username, tokens = 'access') {
      if (tokens !== 'access' && tokens !== 'all') throw new ControlError('"tokens" takes "access" or "all"');
      state.expire(findPerson(username), tokens);
    },
    update(username, change) {
      const account = find(username);
      checkChange(change);
      Object.assign(account, change);
    },
    log() {
      const entries = requests.entries();
      const counts: Record<string, number> = {};
      for (const { endpoint } of entries) counts[endpoint] = (counts[endpoint] ?? 0) + 1;
      return { counts, requests: entries };
    },
  };

  function reset(): void {
    clock.reset();
    settings.reset();
    behaviours.clear();
    requests.clear();
    notices.forget();
    login.forget();
    state.forget();
    accounts.forEach((account, index) => Object.assign(account, { name: undefined }, untouched[index]));
  }

  app.route('/', login.routes);
  app.route('/', homeRoutes({ brand, people, control, notices, picture: emulation.pagePicture, respond: emulation.respond }));
  app.route('/_emulator', controlRoutes(control, reset));
  const memory = createMemory({ platform: brand.id, clock, accounts, state, reset });
  return { name: brand.id, control, reset, ...memory, fetch: async (request) => await app.fetch(request) };
}

/** The control API: JSON, for programs on this machine only. A page in a browser cannot call it from elsewhere. */
function controlRoutes<Client, S, E extends string>(control: Control<Client, S, E>, reset: () => void): Hono {
  const routes = new Hono();

  routes.use(async (c, next) => {
    if (c.req.path.startsWith('/_emulator/pictures/')) return await next();
    const site = c.req.header('sec-fetch-site');
    if (!isLoopback(new URL(c.req.url)) || (site !== undefined && site !== 'same-origin' && site !== 'none')) {
      return c.json({ error: 'The control API answers only to programs on this machine.' }, 403);
    }
    // Another site's form cannot send this type, and its scripts would need our leave first.
    if (c.req.method === 'POST' && !/^application\/json\b/.test(c.req.header('content-type') ?? '')) {
      return c.json({ error: 'Send JSON, with content-type application/json.' }, 415);
    }
    return await next();
  });

  routes.onError((error, c) => {
    if (error instanceof ControlError) return c.json({ error: error.message }, 400);
    throw error;
  });

  const done = { ok: true } as const;
  routes.post('/next', async (c) => {
    control.next((await objectBody(c.req)) as unknown as BehaviourOrder<E>);
    return c.json(done);
  });
  routes.post('/settings', async (c) => c.json(control.settings((await objectBody(c.req)) as Partial<S>)));
  routes.post('/clients', async (c) => {
    control.register((await objectBody(c.req)) as Client);
    return c.json(done);
  });
  routes.post('/clock', async (c) => {
    control.advance(Number((await objectBody(c.req)).advanceMs));
    return c.json(done);
  });
  routes.post('/reset', (c) => {
    reset();
    return c.json(done);
  });
  routes.post('/accounts/:username/:action', async (c) => {
    const { username, action } = c.req.param();
    const body = await objectBody(c.req);
    const clientId = body.clientId === undefined ? undefined : String(body.clientId);
    if (action === 'remove-app') control.removeApp(username, clientId, body.reason as number | undefined);
    else if (action === 'request-deletion') control.requestDeletion(username, clientId);
    else if (action === 'change-password') control.changePassword(username);
    else if (action === 'expire') control.expire(username, body.tokens as 'access' | 'all' | undefined);
    else if (action === 'update') control.update(username, body as AccountChange);
    else throw new ControlError(`Nobody can "${action}" an account. Actions: ${accountActions}`);
    return c.json(done);
  });
  routes.get('/notices', async (c) => c.json({ notices: await control.notices() }));
  routes.post('/notices/:id/resend', (c) => {
    control.resend(Number(c.req.param('id')));
    return c.json(done);
  });
  routes.get('/log', (c) => c.json(control.log()));
  return routes;
}

const accountActions = 'remove-app, request-deletion, change-password, expire, update';

async function objectBody(request: { text(): Promise<string> }): Promise<Record<string, unknown>> {
  const text = await request.text();
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>;
  } catch (cause) {
    throw new ControlError('The body is not JSON.', { cause });
  }
  throw new ControlError('The body must be a JSON object.');
}

const changes: Readonly<Record<keyof AccountChange, (value: unknown) => boolean>> = {
  username: (value) => typeof value === 'string' && value !== '',
  name: (value) => typeof value === 'string',
  kind: (value) => value === 'business' || value === 'creator' || value === 'personal',
  followers: (value) => Number.isSafeInteger(value) && (value as number) >= 0,
  picture: (value) => value === null || (motifs as readonly unknown[]).includes(value),
};

function checkChange(change: object): asserts change is AccountChange {
  for (const [name, value] of Object.entries(change)) {
    const accepts = Object.hasOwn(changes, name) ? changes[name as keyof AccountChange] : undefined;
    if (!accepts) throw new ControlError(`"${name}" of an account cannot change. These can: ${Object.keys(changes).join(', ')}`);
    if (!accepts(value)) throw new ControlError(`"${name}" of an account cannot be ${JSON.stringify(value)}`);
  }
}
