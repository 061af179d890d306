import type { ConnectClient } from '@connect/sdk';
import type { Settings } from './settings.ts';
import type { Visit } from './visit.ts';

/** What Brightline's pages work with. */
export interface Product {
  readonly settings: Settings;
  readonly connect: ConnectClient;
  /** Who is looking at the page. A product with a login reads its cookie here. */
  readonly visit: () => Visit;
  /** The connect link of the client's page, once there is one. */
  readonly clientLink: () => ClientLink | undefined;
}

/** A link that a page of the product carries. Its URL is known to the server and to whoever may see that page. */
export interface ClientLink {
  readonly id: string;
  readonly url: string;
}
