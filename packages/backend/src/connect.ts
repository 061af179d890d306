import { clockOf } from './clock.ts';
import { readManifest } from './http/assets.ts';
import { createApp } from './http/app.ts';
import { defaultRateLimits } from './http/rate-limits.ts';
import { createAccessTokens } from './access-tokens.ts';
import { allowedHosts } from './allowed-hosts.ts';
import { announced } from './announced-storage.ts';
import { createApprovals } from './approvals.ts';
import { createAttachments } from './attachments.ts';
import { createAttempts } from './attempts.ts';
import { createBackground, type Background } from './background.ts';
import { createBanners } from './banners.ts';
import { createChanges } from './changes.ts';
import { createChecks } from './checks.ts';
import { ConfigurationError } from './configuration-error.ts';
import { createConnections } from './connections.ts';
import type { Context, Log } from './context.ts';
import { createDeletions } from './deletions.ts';
import { createDeliveries } from './deliveries.ts';
import { createEndings } from './endings.ts';
import { createEvents } from './events.ts';
import { createFlows } from './flows.ts';
import { checkJob } from './jobs/check.ts';
import { deletionsJob } from './jobs/deletions.ts';
import { deliverJob } from './jobs/deliver.ts';
import { createJobs, type Jobs } from './jobs/jobs.ts';
import { refreshJob } from './jobs/refresh.ts';
import { remindJob } from './jobs/remind.ts';
import { resealJob } from './jobs/reseal.ts';
import { revokeJob } from './jobs/revoke.ts';
import { sweepJob } from './jobs/sweep.ts';
import { admitKeys } from './keys.ts';
import { createLateExchanges } from './late-exchanges.ts';
import { createLinks } from './links.ts';
import type { NoticeCounts } from './notice-counts.ts';
import { nodeFault } from './node-version.ts';
import { createNotices } from './notices.ts';
import { publicOutbound } from './outbound.ts';
import { checkOptions, type ConnectOptions } from './options.ts';
import { createPictureFetch } from './picture-fetch.ts';
import { createPlatforms } from './platforms/index.ts';
import { createReceipts } from './receipts.ts';
import { createRefreshes } from './refreshes.ts';
import { chooseLanguage } from './locales/index.ts';
import { refusalAnswer } from './refusals.ts';
import { createRevocations } from './revocations.ts';
import { createSessions } from './sessions.ts';
import { createSharedClock } from './shared-clock.ts';
import { openStorage } from './storage/storage.ts';
import { createUndos } from './undos.ts';
import { createVault } from './vault.ts';
import { createWebhooks } from './webhooks.ts';
import { createWorkspaces } from './workspaces.ts';

/** A running Connect, before anything listens. */
export interface Connect {
  /** Answers a request: operations, pages, the element's files. `address`: who calls, for the limits. */
  fetch(request: Request, caller?: { readonly address?: string }): Promise<Response>;
  /**
   * The work in the background: renewing tokens, clearing away. Nothing of it is done before `start()`, in this process or in
   * another one on the same database (`connect-backend work`). `watch()` warns in the log while nobody does it.
   */
  readonly jobs: Pick<Jobs, 'start' | 'stop' | 'runDue'> & Pick<Background, 'watch'>;
  /** What platforms have told since this process began, by what became of it; for metrics. */
  readonly noticeCounts: Pick<NoticeCounts, 'all'>;
  /** Ends the requests that only wait for news, so that a server can close, and takes up no more work in the background. */
  stop(): void;
  /** Stops, waits for the work in the background that is under way, and closes what it opened. */
  close(): Promise<void>;
}

/** The adapters, or a `ConfigurationError` with every fault of the options and of theirs. */
const configuredPlatforms = (options: ConnectOptions): Context['platforms'] => {
  checkOptions(options);
  try {
    return createPlatforms(options);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new ConfigurationError(cause.message.split('\n'));
  }
};

const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/**
 * Wires Connect together and brings the database up to date. Throws a `ConfigurationError` that names every fault of
 * the options.
 *
 * @example
 * ```ts
 * const connect = await createConnect({
 *   origin: 'https://connect.example',
 *   productName: 'Brightline',
 *   apiKeys: [process.env.CONNECT_API_KEY],
 *   keys: process.env.CONNECT_KEYS,
 *   database: 'sqlite:connect.db',
 *   instagram: { clientId: '…', clientSecret: '…' },
 * });
 * connect.jobs.start();
 * export default { fetch: connect.fetch };
 * ```
 */
export const createConnect = async (options: ConnectOptions): Promise<Connect> => {
  const tooOld = nodeFault(process.versions.node);
  if (tooOld !== undefined) throw new ConfigurationError([tooOld]);
  const log = options.log ?? silent;
  const clock = createSharedClock(log);
  const now = options.now ?? clock.now;
  const platforms = configuredPlatforms({ ...options, now });
  const manifest = readManifest();
  const storage = typeof options.database === 'string' ? await openStorage(options.database) : options.database;
  await storage.migrate();
  if (options.now === undefined) await clock.meet(storage);
  const vault = createVault(options.keys);
  const frontSince = await admitKeys({ storage, vault, now }).catch(async (cause: unknown) => {
    if (typeof options.database === 'string') await storage.close();
    throw cause;
  });

  const eventChanges = createChanges();
  /** What was recorded is sent at once. */
  const deliver = (): void => jobs.wake('deliver');
  const context: Context = {
    origin: options.origin,
    productName: options.productName,
    storage: announced(storage, (workspace) => {
      eventChanges.changed(workspace);
      deliver();
    }),
    vault,
    platforms,
    fetchPicture: createPictureFetch(options),
    now,
    log,
  };
  const links = createLinks(context);
  const changes = createChanges();
  const revocations = createRevocations(context);
  const flows = createFlows(context, {
    links,
    changes,
    revocations,
    sentences: (code, values, locale) => refusalAnswer(code, values, chooseLanguage([locale])),
  });
  const attachments = createAttachments(context, links, changes, revocations);
  const attempts = createAttempts(context, flows, attachments, changes);
  const endings = createEndings(context, revocations);
  const deletions = createDeletions(context, attempts, endings);
  const notices = createNotices(context, attempts, endings, deletions);
  const refreshes = createRefreshes(context, revocations);
  const checks = createChecks(context, refreshes);
  const connections = createConnections(context, createAccessTokens(context, refreshes), checks, endings);
  const sessions = createSessions(context);
  const webhooks = createWebhooks(context, deliver, allowedHosts(options.allowedHosts));
  const deliveries = createDeliveries(context, publicOutbound({ allowedHosts: options.allowedHosts }));
  const checkInterval = options.checkIntervalMs ?? 86_400_000;
  const jobs = createJobs({ clock: clockOf(now), log }, [
    refreshJob(context, refreshes, createLateExchanges(context, refreshes), endings),
    ...(checkInterval > 0 ? [checkJob(context, checks, checkInterval)] : []),
    sweepJob(context, attempts),
    revokeJob(context, revocations),
    deletionsJob(context, deletions),
    resealJob(context, frontSince),
    remindJob(context, webhooks),
    deliverJob(context, deliveries),
  ]);
  const stopping = new AbortController();
  clock.keep(storage, stopping.signal);
  const background = createBackground(context, clockOf(now), stopping.signal);
  const app = createApp({
    context,
    manifest,
    background,
    apiKeys: options.apiKeys,
    rateLimits: { ...defaultRateLimits, ...options.rateLimits },
    pageLinks: options.pageLinks ?? {},
    stopping: stopping.signal,
    workspaces: createWorkspaces(context),
    sessions,
    events: createEvents(context, sessions, eventChanges),
    webhooks,
    links,
    banners: createBanners(context),
    flows,
    attempts,
    connections,
    approvals: createApprovals(context, links, connections, endings),
    undos: createUndos(context, endings),
    endings,
    receipts: createReceipts(context),
    notices,
    deletions,
  });

  return {
    fetch: async (request, caller) => app.fetch(request, caller ?? {}),
    jobs: { ...jobs, watch: background.watch },
    noticeCounts: notices.counts,
    stop() {
      stopping.abort();
      void jobs.stop();
    },
    async close() {
      stopping.abort();
      await jobs.stop();
      if (typeof options.database === 'string') await storage.close();
    },
  };
};
