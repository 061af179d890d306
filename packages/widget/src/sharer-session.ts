import type { Ability, Session, SessionClient, SessionProvider, Workspace } from '@connect/sdk';

/** Where a sharer's element gets its session from: the session itself, or a function that asks the page's server for one. */
export type SessionSource = Session | SessionProvider;

/** What a sharer's element works with, once its session is there. */
export interface SharerSession {
  readonly client: SessionClient;
  /** The newest session; another one after each renewal. */
  readonly session: Session;
  /** The workspace as it was last read. */
  readonly workspace: Workspace;
  /** Whether the session may do this. The backend has the last word. */
  can(ability: Ability): boolean;
  /** Reads the workspace again, for instance after its plan has changed. */
  refresh(): Promise<void>;
  /** Goes on with another session of the same workspace; `false` for one of another, which is not taken. */
  adopt(session: Session): boolean;
}

/** How a session is opened. */
export interface OpenOptions {
  /** Ends the opening. What is opened outlives it. */
  readonly signal: AbortSignal;
  /** A session that was asked for already and is still good. */
  readonly first?: Session | undefined;
}

/** So long a page's function may take, in ms, as in the SDK. */
const patienceMs = 10_000;

/** An error by its code, as the SDK's are. The SDK itself would be too heavy to import here. */
export const coded = (code: string, message: string, cause?: unknown): Error => Object.assign(new Error(message, { cause }), { code });

/** Asks for a session; fails with the code `session_unavailable`. */
export const askForSession = async (source: SessionSource, signal: AbortSignal): Promise<Session> => {
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  try {
    const session = await Promise.race([
      typeof source === 'function' ? source() : source,
      new Promise<never>((_, reject) => {
        late.addEventListener('abort', () => reject(late.reason as Error));
      }),
    ]);
    if (typeof session?.workspace === 'string') return session;
  } catch (cause) {
    throw coded('session_unavailable', 'The `session` function failed.', cause);
  }
  throw coded('session_unavailable', 'What came as `session` is not what POST /v1/sessions answers.');
};

const importClient = async (): Promise<typeof import('./sharer-client.ts')> => {
  try {
    return await import('./sharer-client.ts');
  } catch (cause) {
    throw coded('script_unavailable', 'A part of the element could not be loaded.', cause);
  }
};

/**
 * Opens a session: gets one, and a client that asks for the next one in time, one question at a time. Rejects with an
 * error that has a `code`: the SDK's, or `script_unavailable` where the client's script could not be loaded.
 *
 * @param source - Answers where sessions come from by now; the page may replace it meanwhile.
 */
export const openSharerSession = async (source: () => SessionSource, { signal, first }: OpenOptions): Promise<SharerSession> => {
  const loading = importClient();
  // It may fail while the session is still being asked for; it is waited for below.
  loading.catch(() => undefined);
  let session = first ?? (await askForSession(source(), signal));
  const { createSessionClient } = await loading;

  const clientFrom = (begin: Session): SessionClient => {
    let unused: Session | undefined = begin;
    const renewed = async (): Promise<Session> => {
      const given = source();
      const next = await (typeof given === 'function' ? given() : given);
      // What is shown belongs to one workspace. That of another one begins anew, and never in between.
      if (next.workspace !== session.workspace) throw new Error(`The session is of another workspace, ${next.workspace}.`);
      return (session = next);
    };
    return createSessionClient({
      session: async () => {
        const next = unused;
        unused = undefined;
        return next ?? renewed();
      },
    });
  };

  let client = clientFrom(session);
  let workspace = await client.workspaces.get(session.workspace, { signal });
  return {
    get client() {
      return client;
    },
    get session() {
      return session;
    },
    get workspace() {
      return workspace;
    },
    can: (ability) => session.can.includes(ability),
    refresh: async () => {
      workspace = await client.workspaces.get(session.workspace);
    },
    adopt(next) {
      if (next.workspace !== session.workspace) return false;
      if (next.token !== session.token) client = clientFrom((session = next));
      return true;
    },
  };
};
