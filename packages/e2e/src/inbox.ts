import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { verifyWebhook, type ConnectClient, type Event } from '@connect/sdk';

/** One request to the product's webhook address. */
export interface Posted {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** What it tells, verified with the SDK. */
  readonly event: Event;
}

/** The product's webhook address, where Connect tells it what has happened. */
export interface Inbox {
  readonly url: string;
  /** What it answers; 204 unless told. */
  reply: { readonly status: number; readonly body?: string };
  /** The secrets that it verifies with. */
  secrets: readonly string[];
  /** What has come since the last `reset`, oldest first. */
  readonly posted: readonly Posted[];
  /** Makes an endpoint of it that hears of all workspaces; its id. */
  register(): Promise<string>;
  /** Ends its endpoints, and forgets what came. */
  reset(): Promise<void>;
  /** Answers what belongs to it; `false` for everything else. */
  serve(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

export const createInbox = (client: ConnectClient, origin: string, now: () => number): Inbox => {
  const path = '/webhooks';
  let posted: Posted[] = [];
  return {
    url: origin + path,
    reply: { status: 204 },
    secrets: [],
    get posted() {
      return posted;
    },
    async register() {
      const { id, secret } = await client.webhooks.create({ url: this.url });
      this.secrets = [...this.secrets, secret];
      return id;
    },
    async reset() {
      for await (const { id } of client.webhooks.all()) await client.webhooks.delete(id);
      this.reply = { status: 204 };
      this.secrets = [];
      posted = [];
    },
    async serve(request, response) {
      if (request.method !== 'POST' || request.url !== path) return false;
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const body = await text(request);
      const event = await verifyWebhook({ headers, body }, { secret: this.secrets, now });
      posted = [...posted, { headers, body, event }];
      response.writeHead(this.reply.status).end(this.reply.body);
      return true;
    },
  };
};
