import type { Connection, LinkWithUrl, SessionClient } from '@connect/sdk';
import { valuesOf, type AccountAction, type AccountRowContext, type RowNote } from './account-row.ts';
import { confirm, type Question } from './confirm-dialog.ts';
import { copyText, createCopiedMark, type CopiedMark } from './copy.ts';
import type { AccountKey } from './locales/accounts.en.ts';
import { isEnded, kindOf, type SharerFailure } from './sharer-failure.ts';

/** What actions need of the element. */
export interface ActionHost {
  readonly client: () => SessionClient;
  /** What rows are painted with by now: sentences here are made with it, too. */
  readonly context: () => AccountRowContext;
  readonly root: ShadowRoot;
  readonly signal: () => AbortSignal;
  readonly put: (connection: Connection) => void;
  readonly reread: (id: string) => Promise<void>;
  readonly explain: (error: unknown) => SharerFailure;
  /** Shows that there is no session any more, beside all that is shown. */
  readonly fail: (error: unknown) => void;
  readonly announce: (sentence: string) => void;
  readonly update: () => void;
  /** Puts the focus somewhere, where it is nowhere. */
  readonly refocus: () => void;
}

/** What sharers do with accounts, and how that went. */
export interface AccountActions {
  act(action: AccountAction, connection: Connection): void;
  noteOf(id: string): RowNote | undefined;
  busyOf(id: string): AccountAction | undefined;
  isCopied: CopiedMark['has'];
  /** Forgets what is said below a row, because the account is in another state now. */
  settle(id: string): void;
}

/** By these ways an access can be ended from here; by others the person alone can, at the platform. */
const revocable: readonly string[] = ['tiktok', 'facebook'];

/** Makes the actions of one list. */
export const createAccountActions = (host: ActionHost): AccountActions => {
  const notes = new Map<string, RowNote>();
  const busy = new Map<string, AccountAction>();
  const copied = createCopiedMark(host.update);

  const say = (id: string, note: RowNote) => {
    notes.set(id, note);
    host.announce(note.text);
  };

  /** Says beside the row what did not work; that the session ended is said above all rows. */
  const warn = (id: string, text: string | undefined, error: unknown) => {
    if (!text) return;
    if (kindOf(error) === 'session') host.announce(text);
    else say(id, { tone: 'warn', text });
  };

  /** Why it did not work, in a sentence for beside the row. What others have done meanwhile is looked up. */
  const fault = async (error: unknown, { id }: Connection, conflict?: string): Promise<string | undefined> => {
    if (isEnded(error)) return undefined;
    const kind = kindOf(error);
    if (kind === 'session') host.fail(error);
    // Whether that works or not, the sentence about the action itself is what matters here.
    if (kind === 'conflict' || kind === 'not_found') await host.reread(id).catch(() => undefined);
    const { title, text } = host.explain(error);
    return kind === 'conflict' && conflict ? conflict : `${title}. ${text}`;
  };

  /** One at a time for each row, so that nothing is sent twice. */
  const once = async (action: AccountAction, { id }: Connection, work: () => Promise<void>) => {
    if (busy.has(id)) return;
    busy.set(id, action);
    notes.delete(id);
    host.update();
    try {
      await work();
    } finally {
      busy.delete(id);
      host.update();
    }
  };

  const approve = (connection: Connection) =>
    once('approve', connection, async () => {
      const context = host.context();
      const { words } = context;
      try {
        host.put(await host.client().connections.approve(connection.id, { signal: host.signal() }));
        host.announce(words.plain('approved', valuesOf(connection, context)));
      } catch (error) {
        warn(connection.id, await fault(error, connection, words.plain('approve.conflict')), error);
      }
    });

  const ask = (key: 'reject' | 'disconnect', connection: Connection, does: () => Promise<Connection>, done: AccountKey) => {
    const context = host.context();
    const { words } = context;
    const own = valuesOf(connection, context);
    const values = { ...own, there: words.plain(revocable.includes(connection.route) ? 'disconnect.ends' : 'disconnect.byHand', own) };
    const question: Question = {
      title: words.plain(`${key}Q`, values),
      text: words.plain(`${key}P`, values),
      yes: words.plain(key),
      no: words.plain(`${key}No`),
      close: words.plain(`${key}No`),
      danger: true,
      run: async () => {
        try {
          host.put(await does());
          host.announce(words.plain(done, values));
          return undefined;
        } catch (error) {
          return fault(error, connection);
        }
      },
    };
    confirm(host.root, question, host.signal());
    // The button that asked may be gone by then, with its row.
    host.root.querySelector('dialog:last-of-type')?.addEventListener('close', host.refocus);
  };

  const reject = (connection: Connection) =>
    ask('reject', connection, () => host.client().connections.reject(connection.id, { signal: host.signal() }), 'rejected');

  const disconnect = (connection: Connection) =>
    ask(
      'disconnect',
      connection,
      async () => {
        const options = { signal: host.signal() };
        await host.client().connections.disconnect(connection.id, options);
        return host.client().connections.get(connection.id, options);
      },
      'disconnected',
    );

  const repair = (connection: Connection) =>
    once('repair', connection, async () => {
      const context = host.context();
      const { words } = context;
      const { id, link: linkId } = connection;
      const values = valuesOf(connection, context);
      try {
        let link: LinkWithUrl | undefined;
        const url = host.client().links.reveal(linkId, { connection: connection.id, signal: host.signal() }).then((revealed) => (link = revealed).url);
        const isCopied = await copyText(url);
        // An exhausted link still repairs.
        const hurdle = words.plain(`repair.${link?.status ?? ''}` as AccountKey);
        const advice = hurdle || words.plain('repair.send', values);
        if (isCopied) copied.set(id);
        say(id, {
          tone: hurdle ? 'warn' : 'neutral',
          text: isCopied ? advice : `${words.plain('repair.manual')} ${advice}`,
          url: isCopied ? undefined : await url,
        });
        if (isCopied) host.announce(`${words.plain('copied')}. ${advice}`);
      } catch (error) {
        const kind = kindOf(error);
        const isOff = kind === 'conflict' || kind === 'not_found';
        if (isOff) say(id, { tone: 'warn', text: words.plain('repair.off', values), needsLink: true });
        else warn(id, await fault(error, connection), error);
      }
    });

  const actions = { approve, reject, repair, disconnect };
  return {
    act: (action, connection) => void actions[action](connection),
    noteOf: (id) => notes.get(id),
    busyOf: (id) => busy.get(id),
    isCopied: copied.has,
    settle: (id) => void notes.delete(id),
  };
};
