import type { Attempts } from './attempts.ts';
import { platformItself } from './caller.ts';
import type { Context } from './context.ts';
import type { Deletions } from './deletions.ts';
import type { Endings } from './endings.ts';
import { endOfSecond, isBefore } from './notice-time.ts';
import { createNoticeCounts, type NoticeCounts, type NoticeOutcome } from './notice-counts.ts';
import type { NoticeFault, NoticeReading, NoticeRequest, PlatformNotice } from './platforms/port.ts';
import type { ConnectionRow } from './storage/port.ts';

/** What a notice came to. `codes`: of the requests to delete that it made, or made before. */
type NoticeResult =
  | { readonly kind: 'taken'; readonly codes: readonly string[] }
  | { readonly kind: 'refused'; readonly fault: NoticeFault }
  /** No platform that sends such notices is set up. */
  | { readonly kind: 'nobody' };

/**
 * How long before a consent a notice may be dated and yet mean it, in ms: as long as it takes at most from a person's word at the
 * platform until the account is attached. More than any two clocks differ that anybody looks after.
 */
const doubt = 20 * 60_000;

export const createNotices = (context: Context, attempts: Attempts, endings: Endings, deletions: Deletions) => {
  const { storage, platforms, log } = context;
  const counts: NoticeCounts = createNoticeCounts();

  /** What it is to the platforms of the sender: to those by whose secret it is genuine, or else the refusal that says most. */
  const read = (sender: string, request: NoticeRequest): { readonly reading: NoticeReading; readonly routes: readonly string[] } | undefined => {
    const all = [...platforms.values()].flatMap(({ id, notices }) =>
      notices?.sender === sender ? [{ id, reading: notices.read(request) }] : [],
    );
    const genuine = all.filter(({ reading }) => reading.kind === 'genuine');
    const faulty = (wanted: NoticeFault) => all.find(({ reading }) => reading.kind === 'refused' && reading.fault === wanted);
    const first = genuine[0] ?? faulty('untimely') ?? faulty('malformed') ?? all[0];
    return first && { reading: first.reading, routes: genuine.map(({ id }) => id) };
  };

  /**
   * Has the platform asked about a connection that was consented to shortly after what it tells: by the clocks alone nobody knows
   * which came first.
   */
  const haveChecked = async ({ id, workspace, consentedAt }: ConnectionRow): Promise<void> => {
    await storage.write(workspace, async (tx) => {
      const row = await tx.connection(id);
      if (row?.status === 'active' && row.consentedAt === consentedAt) await tx.updateConnection(id, { checkedAt: 0 });
    });
  };

  /** Ends every connection of the account that came by these routes before it happened, in all workspaces. */
  const end = async (routes: readonly string[], { accountIds, reason, occurredAt }: PlatformNotice): Promise<NoticeOutcome> => {
    // What was still to be ended there has been.
    const before = endOfSecond(occurredAt);
    const choices = await attempts.endChoicesOf(routes, accountIds, { before, revokedBy: routes });
    await storage.dropRevocations(routes, accountIds, before);
    const rows = await storage.connectionsOfAccount(routes, accountIds);
    if (rows.length === 0 && choices === 0) return 'unknown';
    let ended = choices;
    let isOutdated = false;
    for (const row of rows) {
      if (!isBefore(row.consentedAt, occurredAt) && isBefore(row.consentedAt - doubt, occurredAt)) await haveChecked(row);
      const outcome = await endings.end(row.id, {
        type: 'connection.disconnected',
        reason,
        actor: platformItself,
        only({ consentedAt }) {
          const isMeant = isBefore(consentedAt, occurredAt);
          isOutdated ||= !isMeant;
          return isMeant;
        },
        revokedBy: routes,
      });
      if (outcome !== undefined) ended += 1;
    }
    if (ended > 0) return 'ended';
    return isOutdated ? 'outdated' : 'repeated';
  };

  return {
    counts,

    /** Takes what a platform sends. It may come again, late, and out of order. Rejects only where something is broken. */
    async receive(sender: string, request: NoticeRequest): Promise<NoticeResult> {
      const { channel } = request;
      const found = read(sender, request);
      if (found === undefined) return { kind: 'nobody' };
      const { reading, routes } = found;
      if (reading.kind === 'refused') {
        counts.add(sender, channel, reading.fault);
        log.warn({ sender, channel, outcome: reading.fault }, 'A notice in the name of a platform was refused; nothing was changed.');
        return reading;
      }
      const { notices, ignored, unreadable, signedWith } = reading;
      const tell = (outcome: NoticeOutcome, by = 1): void => {
        counts.add(sender, channel, outcome, by);
        log.info({ sender, channel, outcome, count: by, signedWith }, 'A platform has told something.');
      };
      if (ignored > 0) tell('ignored', ignored);
      if (unreadable > 0) tell('unreadable', unreadable);
      const codes: string[] = [];
      for (const notice of notices) {
        if (notice.kind === 'deletion_requested') {
          const { code, isNew } = await deletions.request(sender, routes, notice);
          codes.push(code);
          tell(isNew ? 'recorded' : 'repeated');
        } else {
          tell(await end(routes, notice));
        }
      }
      return { kind: 'taken', codes };
    },
  };
};

export type Notices = ReturnType<typeof createNotices>;
