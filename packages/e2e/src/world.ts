import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { createConnect, type Connect, type ConnectOptions } from '@connect/backend';
import { listen as listenConnect } from '@connect/backend/node';
import {
  createFacebookEmulator,
  createInstagramEmulator,
  createTikTokEmulator,
  type FacebookEmulator,
  type InstagramEmulator,
  type TikTokEmulator,
} from '@connect/emulators';
import { listen as listenEmulator } from '@connect/emulators/node';
import { createClient, type ConnectClient, type LinkInput, type LinkWithUrl, type WorkspaceInput } from '@connect/sdk';
import { embedPage } from './embed-page.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { createSharerDesk, type SharerDesk } from './sharer-desk.ts';

/**
 * A small internet on one machine. Its hosts are different sites: `connect.localhost` (the backend), `localhost` (the
 * platforms), and whatever `*.localhost` a product page is opened at.
 */
export interface World {
  readonly connect: Connect;
  /** The backend's origin. */
  readonly origin: string;
  readonly instagram: InstagramEmulator;
  readonly facebook: FacebookEmulator;
  readonly tiktok: TikTokEmulator;
  readonly client: ConnectClient;
  /** The key of the product's server. */
  readonly apiKey: string;
  /** The product's own server, which makes sessions for its pages. */
  readonly desk: SharerDesk;
  /** The product's webhook address. Nothing is sent there before it is registered. */
  readonly inbox: Inbox;
  /** The origin of a product page's host: `embed('shop')` is `http://shop.localhost:…`. */
  embed(name: string): string;
  /** Sets the workspace `northlight`; by default active, with `shop` as its embedding site. */
  workspace(change?: Partial<WorkspaceInput>): Promise<void>;
  link(change?: Partial<LinkInput>): Promise<LinkWithUrl>;
  /** Keeps back what a platform answers to servers, until the function that this gives is called. */
  hold(platform: 'instagram' | 'facebook' | 'tiktok'): () => void;
  /** Everything that went over the wire to the backend: method and path, secrets cut out. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const apiKey = 'ck_e2e_0000000000000000000000000';

const stop = async (server: Server): Promise<void> => {
  server.close();
  server.closeAllConnections();
  await once(server, 'close');
};

const present = <Part>(part: Part | undefined, name: string): Part => {
  if (part === undefined) throw new Error(`${name} is asked before it is there.`);
  return part;
};

/** Starts everything on free ports. `change` changes the backend's options. */
export const createWorld = async (change: Partial<ConnectOptions> = {}): Promise<World> => {
  const parts: Partial<Pick<World, 'connect' | 'instagram' | 'facebook' | 'tiktok'>> = {};
  const held = new Map<string, Promise<void>>();
  /** Takes a free port before there is anybody to answer, who has to know it. */
  const takePort = (name: 'instagram' | 'facebook' | 'tiktok') => {
    const fetch = async (request: Request): Promise<Response> => {
      const response = await present(parts[name], name).fetch(request);
      await held.get(name);
      return response;
    };
    return listenEmulator({ fetch }, { port: 0 });
  };
  const servers = { instagram: await takePort('instagram'), facebook: await takePort('facebook'), tiktok: await takePort('tiktok') };
  const originOf = (name: keyof typeof servers): string => servers[name].origin.replace('127.0.0.1', 'localhost');
  const [instagramOrigin, facebookOrigin, tiktokOrigin] = [originOf('instagram'), originOf('facebook'), originOf('tiktok')] as const;
  const requests: string[] = [];
  const listening = await listenConnect(
    {
      fetch: async (request, caller) => {
        requests.push(`${request.method} ${new URL(request.url).pathname.replaceAll(/(cl|rc)_[A-Za-z0-9_-]+/g, '$1_…')}`);
        return present(parts.connect, 'Connect').fetch(request, caller);
      },
    },
    { port: 0, host: '127.0.0.1' },
  );
  const origin = `http://connect.localhost:${listening.port}`;
  const app = { id: 'emulated-app', secret: 'emulated-app-secret-0123456789', name: 'Brightline' };
  // Told in process, because Node does not resolve *.localhost everywhere.
  const send = async (request: Request): Promise<Response> => present(parts.connect, 'Connect').fetch(request, { address: '127.0.0.1' });
  const metaAddresses = { deauthorizeUrl: `${origin}/platforms/meta/deauthorize`, dataDeletionUrl: `${origin}/platforms/meta/data-deletion` };
  const instagram = createInstagramEmulator({
    origin: instagramOrigin,
    send,
    clients: [{ ...app, ...metaAddresses, redirectUris: [`${origin}/oauth/instagram/callback`] }],
    allowHttpRedirects: true,
  });
  const facebook = createFacebookEmulator({
    origin: facebookOrigin,
    send,
    clients: [{ ...app, ...metaAddresses, redirectUris: [`${origin}/oauth/facebook/callback`] }],
    allowHttpRedirects: true,
  });
  const tiktok = createTikTokEmulator({
    origin: tiktokOrigin,
    send,
    clients: [{ ...app, webhookUrl: `${origin}/platforms/tiktok/webhook`, redirectUris: [`${origin}/oauth/tiktok/callback`] }],
    allowHttpRedirects: true,
  });
  const page: { serve?: (request: IncomingMessage, response: ServerResponse) => Promise<void> } = {};
  const pages = createServer((request, response) => {
    page.serve?.(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  }).listen(0, '127.0.0.1');
  await once(pages, 'listening');
  const address = pages.address();
  if (address === null || typeof address === 'string') throw new Error('No port was free.');
  const embed = (name: string): string => `http://${name}.localhost:${address.port}`;

  const connect = await createConnect({
    origin,
    productName: 'Brightline',
    apiKeys: [apiKey],
    keys: `e2e:${Buffer.alloc(32, 'connect end to end').toString('base64')}`,
    database: 'sqlite::memory:',
    instagram: {
      clientId: app.id,
      clientSecret: app.secret,
      scopes: { required: ['instagram_business_basic'], optional: ['instagram_business_manage_insights'] },
      endpoints: {
        authorize: `${instagramOrigin}/oauth/authorize`,
        token: `${instagramOrigin}/oauth/access_token`,
        api: instagramOrigin,
      },
    },
    facebook: {
      clientId: app.id,
      clientSecret: app.secret,
      scopes: { required: ['instagram_basic', 'pages_show_list'], optional: ['business_management', 'instagram_manage_insights'] },
      endpoints: {
        authorize: `${facebookOrigin}/v25.0/dialog/oauth`,
        token: `${facebookOrigin}/v25.0/oauth/access_token`,
        api: facebookOrigin,
      },
    },
    tiktok: {
      clientId: app.id,
      clientSecret: app.secret,
      scopes: { required: ['user.info.basic', 'user.info.profile'], optional: ['user.info.stats'] },
      endpoints: { authorize: `${tiktokOrigin}/v2/auth/authorize/`, token: `${tiktokOrigin}/v2/oauth/token/`, api: tiktokOrigin },
    },
    allowedHosts: [...[instagramOrigin, facebookOrigin, tiktokOrigin].map((each) => new URL(each).host), `127.0.0.1:${address.port}`],
    rateLimits: { publicPerMinute: 100_000, startsPerMinute: 100_000 },
    ...change,
  });
  Object.assign(parts, { connect, instagram, facebook, tiktok });

  // Node does not resolve *.localhost everywhere; the client's requests go to the backend directly.
  const client = createClient({
    origin,
    apiKey,
    fetch: (request) => connect.fetch(request, { address: '127.0.0.1' }),
    retries: 0,
  });

  const desk = createSharerDesk(client, origin);
  const inbox = createInbox(client, `http://127.0.0.1:${address.port}`, change.now ?? Date.now);
  page.serve = async (request, response) => {
    if ((await desk.serve(request, response)) || (await inbox.serve(request, response))) return;
    embedPage(request, response, origin);
  };

  const workspace = async (more: Partial<WorkspaceInput> = {}): Promise<void> => {
    await client.workspaces.put('northlight', {
      name: 'Northlight Studio',
      embedOrigins: [embed('shop')],
      returnUrls: [`${embed('shop')}/`],
      ...more,
    });
  };
  await workspace();

  return {
    connect,
    origin,
    instagram,
    facebook,
    tiktok,
    client,
    apiKey,
    desk,
    inbox,
    embed,
    workspace,
    hold(platform) {
      let letGo = (): void => undefined;
      held.set(platform, new Promise((resolve) => (letGo = resolve)));
      return () => {
        held.delete(platform);
        letGo();
      };
    },
    requests,
    link: (more = {}) =>
      client.links.create({
        workspace: 'northlight',
        platforms: ['instagram', 'tiktok'],
        sharedBy: { name: 'Maya Lindqvist', email: 'maya@northlight.example' },
        ...more,
      }),
    async close() {
      connect.stop();
      await Promise.all([listening.close(), stop(pages), ...Object.values(servers).map((server) => server.close())]);
      await connect.close();
    },
  };
};
