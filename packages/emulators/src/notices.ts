import type { Account } from './account.ts';
import type { Clock } from './clock.ts';
import { ControlError } from './control-error.ts';
import { inventions } from './inventions.ts';

/** Something that the platform has told an app by a request of its own. */
export interface Notice {
  readonly id: number;
  readonly kind: 'deauthorize' | 'data-deletion' | 'authorization.removed';
  readonly clientId: string;
  /** Keys of the accounts that it is about. */
  readonly accounts: readonly string[];
  /** TikTok's reason. */
  readonly reason?: number;
  readonly url: string;
  /** `waiting`: it failed and will be sent again. `failed`: it failed and will not. */
  readonly status: 'sending' | 'delivered' | 'waiting' | 'failed';
  readonly attempts: readonly NoticeAttempt[];
  /** When it will be sent again, by the emulation's clock. */
  readonly nextAttemptAt?: string;
  /** What the app has answered to a data deletion request. */
  readonly deletion?: { readonly url: string; readonly confirmationCode: string };
  /** What was wrong with the app's answer. */
  readonly problem?: string;
}

export interface NoticeAttempt {
  /** By the emulation's clock, ISO 8601 UTC. */
  readonly at: string;
  /** HTTP status of the answer; `null`: there was none. */
  readonly status: number | null;
}

/** What has to be known to send a notice. */
interface NoticeOrder {
  readonly kind: Notice['kind'];
  readonly clientId: string;
  readonly accounts: readonly Account[];
  readonly reason?: number;
  readonly url: string;
  /** Made for each attempt, so that a signature's time is that of the attempt. */
  compose(): { readonly headers: Readonly<Record<string, string>>; readonly body: string };
  /** Looks at an answer that was good by its status. */
  judge?(body: string): Pick<Notice, 'deletion' | 'problem'>;
  /** Whether a notice that was not taken is sent again, as TikTok does. */
  readonly retried: boolean;
}

export interface Notices {
  send(order: NoticeOrder): void;
  /** Sends again what was sent last, byte for byte. Throws {@link ControlError} for an unknown id. */
  resend(id: number): void;
  /** Sends again what is due by now. */
  due(): void;
  /** The latest notices, oldest first, once nothing is on its way any more. */
  settled(): Promise<readonly Notice[]>;
  /** The latest notices as they are now, newest first. */
  latest(): readonly Notice[];
  forget(): void;
}

type Sent = { -readonly [K in keyof Notice]: Notice[K] } & { attempts: NoticeAttempt[] };
interface Entry {
  readonly order: NoticeOrder;
  readonly notice: Sent;
  readonly firstAt: number;
  last?: ReturnType<NoticeOrder['compose']>;
  dueAt?: number;
}

/** Tells apps what people have done: one request after another, in the order in which it happened. Keeps the latest 200. */
export function createNotices(clock: Clock, post: (request: Request) => Promise<Response>): Notices {
  const { firstAfter, factor, givesUpAfter, patience } = inventions.noticeDelivery.value;
  let entries: Entry[] = [];
  let line: Promise<void> = Promise.resolve();
  let nextId = 1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const inLine = (work: () => Promise<void>) => {
    line = line.then(work);
  };

  async function attempt(entry: Entry, again?: Entry['last']): Promise<void> {
    const { order, notice } = entry;
    if (!entries.includes(entry)) return;
    delete notice.nextAttemptAt;
    delete notice.problem;
    const at = new Date(clock.now()).toISOString();
    const { status, ...told } = await deliver(order, (entry.last = again ?? order.compose()));
    notice.attempts.push({ at, status });
    Object.assign(notice, told);
    const taken = status !== null && status >= 200 && status < 300;
    const wait = firstAfter * factor ** (notice.attempts.length - 1);
    if (!taken && order.retried && clock.now() + wait - entry.firstAt <= givesUpAfter) {
      entry.dueAt = clock.now() + wait;
      notice.status = 'waiting';
      notice.nextAttemptAt = new Date(entry.dueAt).toISOString();
      wake();
    } else {
      notice.status = taken ? 'delivered' : 'failed';
    }
  }

  async function deliver(order: NoticeOrder, sent: NonNullable<Entry['last']>) {
    try {
      const signal = AbortSignal.timeout(patience);
      const answer = await post(new Request(order.url, { method: 'POST', redirect: 'manual', signal, ...sent }));
      const body = await answer.text();
      if (answer.ok) return { status: answer.status, ...order.judge?.(body) };
      return { status: answer.status, problem: `The app answered ${answer.status}.` };
    } catch (error) {
      return { status: null, problem: `The app did not answer (${reason(error)}).` };
    }
  }

  function due(): void {
    for (const entry of entries) {
      if (entry.dueAt === undefined || entry.dueAt > clock.now()) continue;
      delete entry.dueAt;
      entry.notice.status = 'sending';
      inLine(() => attempt(entry));
    }
    wake();
  }

  /** Comes back when the next notice is due. Nobody has to stay awake for it. */
  function wake(): void {
    clearTimeout(timer);
    const next = Math.min(...entries.flatMap(({ dueAt }) => dueAt ?? []));
    if (!Number.isFinite(next)) return;
    // A clock that a test has stopped never gets there: not more than once a second.
    timer = setTimeout(due, Math.max(1000, next - clock.now()));
    timer.unref();
  }

  const copy = ({ notice }: Entry): Notice => ({ ...notice, attempts: [...notice.attempts] });

  return {
    send(order) {
      const { kind, clientId, reason, url } = order;
      const notice: Sent = {
        id: nextId++,
        kind,
        clientId,
        accounts: order.accounts.map(({ key }) => key),
        ...(reason !== undefined && { reason }),
        url,
        status: 'sending',
        attempts: [],
      };
      const entry = { order, notice, firstAt: clock.now() };
      entries = [...entries.slice(-199), entry];
      inLine(() => attempt(entry));
    },
    resend(id) {
      const entry = entries.find(({ notice }) => notice.id === id);
      if (!entry?.last) throw new ControlError(`There is no notice ${id} that was sent; GET /_emulator/notices tells all`);
      const { last } = entry;
      delete entry.dueAt;
      entry.notice.status = 'sending';
      inLine(() => attempt(entry, last));
    },
    due,
    async settled() {
      // What happens in one go is gathered before it is sent.
      await Promise.resolve();
      for (let seen; seen !== line; ) await (seen = line);
      return entries.map(copy);
    },
    latest: () => entries.map(copy).reverse(),
    forget() {
      clearTimeout(timer);
      entries = [];
    },
  };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.name === 'TimeoutError' ? 'too slow' : error.message;
}
