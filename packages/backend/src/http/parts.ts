import type { Approvals } from '../approvals.ts';
import type { Attempts } from '../attempts.ts';
import type { Background } from '../background.ts';
import type { Banners } from '../banners.ts';
import type { Connections } from '../connections.ts';
import type { Context } from '../context.ts';
import type { Deletions } from '../deletions.ts';
import type { Endings } from '../endings.ts';
import type { Events } from '../events.ts';
import type { Flows } from '../flows.ts';
import type { Links } from '../links.ts';
import type { Notices } from '../notices.ts';
import type { ConnectOptions } from '../options.ts';
import type { Receipts } from '../receipts.ts';
import type { Sessions } from '../sessions.ts';
import type { Undos } from '../undos.ts';
import type { Webhooks } from '../webhooks.ts';
import type { Workspaces } from '../workspaces.ts';
import type { AssetManifest } from './assets.ts';
import type { RateLimits } from './rate-limits.ts';

/** All that the HTTP layer is made of. */
export interface Parts {
  readonly context: Context;
  readonly manifest: AssetManifest;
  readonly background: Background;
  readonly apiKeys: readonly string[];
  readonly rateLimits: RateLimits;
  readonly pageLinks: NonNullable<ConnectOptions['pageLinks']>;
  /** Aborted when the process stops: whoever only waits is sent away. */
  readonly stopping: AbortSignal;
  readonly workspaces: Workspaces;
  readonly sessions: Sessions;
  readonly events: Events;
  readonly webhooks: Webhooks;
  readonly links: Links;
  readonly banners: Banners;
  readonly flows: Flows;
  readonly attempts: Attempts;
  readonly approvals: Approvals;
  readonly undos: Undos;
  readonly connections: Connections;
  readonly endings: Endings;
  readonly receipts: Receipts;
  readonly notices: Notices;
  readonly deletions: Deletions;
}
