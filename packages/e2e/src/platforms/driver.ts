import type { NoticeRequest, Platform } from '@connect/backend';
import type { PlatformCall, PlatformDriver, PlatformFault, PlatformPerson, PlatformWait } from '@connect/backend/testing';
import { createVisitor, seeds, type Behaviour, type Conduct, type Emulator } from '@connect/emulators';
import { listen } from '@connect/emulators/node';

/** How one emulator words what the conformance tests order of any platform. */
interface Vocabulary<Endpoint extends string> {
  /** The endpoint behind each kind of request; `undefined` where the platform has none. */
  readonly endpoints: Readonly<Record<PlatformCall, Endpoint | undefined>>;
  behaviour(call: PlatformCall, fault: 'server_error' | 'rate_limited'): string | Behaviour;
}

interface Joint<Endpoint extends string> extends Vocabulary<Endpoint> {
  readonly redirectUri: string;
  readonly otherRedirectUri: string;
  readonly secret: string;
  readonly people: PlatformDriver['people'];
  readonly personal?: PlatformPerson;
  readonly several?: readonly PlatformPerson[];
  /** Who logs in at the platform for a person's account, and what they tick; left out: the account itself. */
  login?(person: PlatformPerson): Conduct & { readonly account: string };
  /** The platform, on a clock of the test's. */
  emulate(now: () => number, send: (request: Request) => Promise<Response>): Emulator<unknown, unknown, Endpoint>;
  /** The adapter, on the same clock and with this way out. */
  adapt(origin: string, time: { readonly now: () => number; readonly platformTimeoutMs: number }): Platform;
}

/** ms that the adapter waits for answers, also those of a busy machine; and for one that is slow, beside the time that this takes. */
const patience = { answer: 10_000, short: 1000, slow: 3000 } as const;

/** An account that every emulator knows, by its username. */
export const accountOf = (username: string): (typeof seeds)[number] => {
  const found = seeds.find((seed) => seed.username === username);
  if (found === undefined) throw new Error(`No emulator knows @${username}.`);
  return found;
};

const usernameOf = ({ handle }: PlatformPerson): string => handle.replace(/^@/, '');

/** Joins an adapter to an emulator that listens on a free port: what goes between them is HTTP. */
export const join = async <Endpoint extends string>(joint: Joint<Endpoint>): Promise<PlatformDriver> => {
  let time = Date.UTC(2026, 10, 20, 12);
  const now = (): number => time;
  const sent: NoticeRequest[] = [];
  const emulator = joint.emulate(now, async (request) => {
    const channel = new URL(request.url).pathname.split('/').at(-1) ?? '';
    sent.push({ channel, headers: request.headers, body: new Uint8Array(await request.arrayBuffer()) });
    return Response.json({ url: 'https://connect.example/deletion/1', confirmation_code: '1' });
  });
  const { origin, close } = await listen(emulator, { port: 0 });

  const loginOf = (person: PlatformPerson) => joint.login?.(person) ?? { account: usernameOf(person) };

  const behaviourOf = (call: PlatformCall, fault: PlatformFault, wait: PlatformWait | undefined): string | Behaviour => {
    if (fault === 'slow') return { processed: true, delayMs: patience.slow };
    if (fault === 'cut_off') return 'cut-off';
    if (fault === 'malformed' || fault === 'html' || fault === 'empty') return { kind: fault, processed: true };
    const worded = joint.behaviour(call, fault);
    if (wait === undefined) return worded;
    const order: Behaviour = typeof worded === 'string' ? { kind: worded } : worded;
    return { ...order, retryAfterSeconds: wait.seconds, retryAfterForm: wait.form };
  };

  const patient = joint.adapt(origin, { now, platformTimeoutMs: patience.answer });
  const impatient = joint.adapt(origin, { now, platformTimeoutMs: patience.short });
  let isSlow = false;
  const platform = new Proxy(patient, { get: (_, name) => Reflect.get(isSlow ? impatient : patient, name) as unknown });

  let closed: Promise<void> | undefined;
  const stop = (): Promise<void> => (closed ??= close());

  return {
    platform,
    redirectUri: joint.redirectUri,
    otherRedirectUri: joint.otherRedirectUri,
    secrets: [joint.secret],
    people: joint.people,
    ...(joint.personal && { personal: joint.personal }),
    ...(joint.several && { several: joint.several }),
    now,
    async advance(ms) {
      time += ms;
    },
    async visit(authorizeUrl, answer) {
      // A browser of their own each time, as another person would have.
      const visitor = createVisitor({ fetch: (request) => fetch(request) });
      const { callback } =
        'deny' in answer
          ? await visitor.authorize(authorizeUrl, { ...loginOf(answer.deny), decision: 'cancel' })
          : await visitor.authorize(authorizeUrl, { ...loginOf(answer.allow), untick: answer.without ?? [] });
      return callback === null ? undefined : new URL(callback);
    },
    vanish: stop,
    async disturb(call, fault, wait) {
      const endpoint = joint.endpoints[call];
      if (endpoint === undefined) throw new Error(`${emulator.name} has no request of the kind "${call}".`);
      isSlow = fault === 'slow';
      emulator.control.next({ endpoint, behaviour: behaviourOf(call, fault, wait) });
    },
    async received(call) {
      const endpoint = joint.endpoints[call];
      return endpoint === undefined ? 0 : (emulator.control.log().counts[endpoint] ?? 0);
    },
    async endAccess(person) {
      emulator.control.removeApp(loginOf(person).account);
    },
    async changePassword(person) {
      emulator.control.changePassword(loginOf(person).account);
    },
    async askForDeletion(person) {
      emulator.control.requestDeletion(loginOf(person).account);
    },
    async sent() {
      await emulator.control.notices();
      return sent;
    },
    close: stop,
  };
};
