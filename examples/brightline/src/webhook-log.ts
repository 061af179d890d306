import { isConnectError, verifyWebhook, type ConnectClient, type Event } from '@connect/sdk';

/** Where Connect tells Brightline's server what has happened. */
export const webhookPath = '/webhooks/connect';

/** What Brightline's server keeps: the newest requests. */
const kept = 200;

/** One request to Brightline's webhook address. */
export interface Received {
  readonly at: string;
  /** The `webhook-id`, the same in every attempt; empty where it was not Connect's. */
  readonly id: string;
  /** `undefined`: it was refused. */
  readonly event: Event | undefined;
  /** `new`, `again` (Brightline has it already), or the code it was refused with. */
  readonly outcome: string;
}

export interface WebhookLog {
  /** Makes Connect tell this address, and gets the secret that verifies what comes. */
  register(): Promise<void>;
  /** Answers a request to the address. */
  receive(request: Request): Promise<Response>;
  /** The newest requests about a workspace, and those that were refused, newest first. */
  of(workspace: string): readonly Received[];
}

/**
 * Takes webhooks in. Brightline forgets the secret at its end, so it asks for a new one at each start; for a day the one before
 * signs too. A product with a database keeps the secret there, and writes down `event.id` together with what it has done.
 */
export const createWebhookLog = (connect: ConnectClient, origin: string): WebhookLog => {
  const url = origin + webhookPath;
  const known = new Set<string>();
  let secret: string | undefined;
  let log: readonly Received[] = [];

  const write = (outcome: string, id: string, event?: Event): void => {
    log = [{ at: new Date().toISOString(), id, event, outcome }, ...log].slice(0, kept);
  };

  return {
    of: (workspace) => log.filter(({ event }) => event === undefined || event.workspace === workspace),

    async register() {
      for await (const { id, url: registered, disabled } of connect.webhooks.all()) {
        if (registered !== url) continue;
        if (disabled) await connect.webhooks.update(id, { disabled: false });
        ({ secret } = await connect.webhooks.rotate(id));
        return;
      }
      ({ secret } = await connect.webhooks.create({ url, description: 'Brightline' }));
    },

    async receive(request) {
      // Connect comes again in a few seconds.
      if (secret === undefined) return new Response('Brightline is starting.\n', { status: 503 });
      try {
        const event = await verifyWebhook(request, { secret });
        // It arrives at least once, so what is known already is not done twice.
        write(known.has(event.id) ? 'again' : 'new', request.headers.get('webhook-id') ?? '', event);
        known.add(event.id);
        return new Response(null, { status: 204 });
      } catch (error) {
        if (!isConnectError(error)) throw error;
        write(error.code, '');
        return new Response(`${error.code}\n`, { status: 400 });
      }
    },
  };
};
