import type { Attempts } from '../attempts.ts';
import type { Banners } from '../banners.ts';
import type { Connections } from '../connections.ts';
import type { Context } from '../context.ts';
import type { Flows } from '../flows.ts';
import type { Links } from '../links.ts';
import type { ConnectOptions } from '../options.ts';
import type { Receipts } from '../receipts.ts';
import type { Workspaces } from '../workspaces.ts';
import type { AssetManifest } from './assets.ts';
import type { RateLimits } from './rate-limits.ts';

/** All that the HTTP layer is made of. */
export interface Parts {
  readonly context: Context;
  readonly manifest: AssetManifest;
  readonly apiKeys: readonly string[];
  readonly rateLimits: RateLimits;
  readonly pageLinks: NonNullable<ConnectOptions['pageLinks']>;
  /** Aborted when the process stops: whoever only waits is sent away. */
  readonly stopping: AbortSignal;
  readonly workspaces: Workspaces;
  readonly links: Links;
  readonly banners: Banners;
  readonly flows: Flows;
  readonly attempts: Attempts;
  readonly connections: Connections;
  readonly receipts: Receipts;
}
