import type { ConnectClient } from '@connect/sdk';
import type { Heard } from './heard.ts';
import type { Portals } from './portals.ts';
import type { Settings } from './settings.ts';
import type { WebhookLog } from './webhook-log.ts';

/** What Brightline's pages work with. */
export interface Product {
  readonly settings: Settings;
  readonly connect: ConnectClient;
  /** The pages of the agencies' clients, and the connect link in each. */
  readonly portals: Portals;
  /** What Brightline's server has heard from Connect. */
  readonly heard: Heard;
  /** What Connect has told Brightline's webhook address. */
  readonly webhooks: WebhookLog;
  /** Whether Connect knows Brightline's customers and their clients' pages have their links. */
  readonly isReady: () => boolean;
}
