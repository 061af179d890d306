import { createHmac } from 'node:crypto';
import { graphFailure } from './graph-error.ts';
import { ask, endOf, withQuery, type PlatformAnswer } from './oauth.ts';
import {
  PlatformFailure,
  type Outbound,
  type OutboundRequest,
  type PlatformFailureKind,
  type PlatformOptions,
  type Tokens,
} from './port.ts';

/** The version of the Graph API that Instagram and Facebook are asked by. */
export const graphVersion = 'v25.0';

const hour = 3_600_000;

interface CallOptions {
  readonly method?: OutboundRequest['method'];
  /** What it means where a parameter is refused. */
  readonly ofParameter?: PlatformFailureKind;
  /** When everything that this call is a part of has to be over, in ms since 1970. */
  readonly until?: number;
}

/** Meta's Graph API, as Instagram's and Facebook's adapters call it. */
export const metaGraph = (
  { name, origin, clientSecret }: { readonly name: string; readonly origin: string } & Pick<PlatformOptions, 'clientSecret'>,
  outbound: Outbound,
  { now }: { readonly now: () => number },
) => {
  const api = origin.replace(/\/+$/, '');

  /** An access token that comes without another to renew it by. */
  const tokensOf = (accessToken: string, accessExpiresAt: number | null): Tokens => {
    return { accessToken, accessExpiresAt, refreshToken: null, refreshExpiresAt: null, obtainedAt: now() };
  };

  return {
    host: new URL(api).host,
    tokensOf,

    /**
     * The answer to a call; throws `PlatformFailure` for a refusal. Everything goes in the query, secrets too; that is why no
     * error here ever names an address.
     */
    async call(
      path: string,
      query: Readonly<Record<string, string>>,
      called: string,
      { method = 'GET', ofParameter, until }: CallOptions = {},
    ): Promise<PlatformAnswer> {
      const step = `${name}, ${called}`;
      const timeoutMs = until === undefined ? undefined : until - now();
      if (timeoutMs !== undefined && timeoutMs <= 0) throw new PlatformFailure('unavailable', `${step}: no time was left to ask.`);
      const request = { method, url: withQuery(`${api}${path}`, query), ...(timeoutMs !== undefined && { timeoutMs }) };
      const answer = await ask(outbound, request, step);
      const failure = graphFailure(answer, ofParameter);
      if (failure) throw failure;
      return answer;
    },

    /** When a short token is exchanged that could not be at first. */
    provisionalWindow: ({ obtainedAt, exchangeFrom = obtainedAt }: Tokens) => ({ earliest: obtainedAt, due: exchangeFrom }),

    /** A token as a call presents it, with the proof that its own app does: https://developers.facebook.com/docs/graph-api/guides/secure-requests */
    by: (accessToken: string) => ({
      access_token: accessToken,
      appsecret_proof: createHmac('sha256', clientSecret).update(accessToken).digest('hex'),
    }),

    /**
     * The lasting tokens that a short one is exchanged for. The code is spent by then, so where the platform does not answer
     * this second step, the short token is all there is: kept, and exchanged by the next `refresh`, at once or when the platform
     * wants to be asked again.
     *
     * @param life of the short token, in seconds; an hour where it is not known
     */
    async lastingOr(short: string, life: number | undefined, makeLasting: () => Promise<Tokens>): Promise<Tokens> {
      try {
        return await makeLasting();
      } catch (cause) {
        const isTransient = cause instanceof PlatformFailure && (cause.kind === 'unavailable' || cause.kind === 'limited');
        if (!isTransient) throw cause;
        const { retryAfterMs } = cause;
        return {
          ...tokensOf(short, endOf(now(), life) ?? now() + hour),
          provisional: true,
          ...(retryAfterMs !== undefined && { exchangeFrom: now() + retryAfterMs }),
        };
      }
    },
  };
};

export type MetaGraph = ReturnType<typeof metaGraph>;
