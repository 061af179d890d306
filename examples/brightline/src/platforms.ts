/** What Brightline shows of an account's profile. */
export interface Profile {
  readonly name: string | undefined;
  readonly followers: number | undefined;
  readonly posts: number | undefined;
}

/** Why a platform's own API did not answer with a profile; the message is for the person who asked. */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
}

interface Platform {
  readonly name: string;
  /** The address of the profile of the account with this id, for a token with these scopes. */
  readonly profilePath: (scopes: readonly string[], account: string) => string;
  /** Finds the profile in the platform's answer; nothing where there is none. */
  readonly profile: (answer: unknown) => Profile | undefined;
}

const record = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? { ...value } : {});
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const count = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** TikTok refuses a request for a field whose scope was not granted: https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info */
const tiktokFields = (scopes: readonly string[]): string =>
  ['open_id', 'display_name', ...(scopes.includes('user.info.stats') ? ['follower_count', 'video_count'] : [])].join(',');

/** The platforms that Brightline works with, in the order in which it names them. */
export const platforms: Readonly<Record<'instagram' | 'facebook' | 'tiktok', Platform>> = {
  // https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/get-started
  instagram: {
    name: 'Instagram',
    profilePath: () => '/v25.0/me?fields=user_id,username,name,followers_count,media_count',
    profile: (answer) => {
      // Instagram's own pages show the answer both ways, bare and as the one entry of a list.
      const { data } = record(answer);
      const me = record(Array.isArray(data) ? data[0] : answer);
      if (text(me['user_id']) === undefined) return undefined;
      return {
        name: text(me['name']) ?? text(me['username']),
        followers: count(me['followers_count']),
        posts: count(me['media_count']),
      };
    },
  },
  // The same accounts, with a token of the Page behind them: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user
  facebook: {
    name: 'Instagram through Facebook',
    profilePath: (_scopes, account) => `/v25.0/${encodeURIComponent(account)}?fields=id,username,name,followers_count,media_count`,
    profile: (answer) => {
      const account = record(answer);
      if (text(account['id']) === undefined) return undefined;
      return {
        name: text(account['name']) ?? text(account['username']),
        followers: count(account['followers_count']),
        posts: count(account['media_count']),
      };
    },
  },
  // https://developers.tiktok.com/doc/tiktok-api-v2-get-user-info
  tiktok: {
    name: 'TikTok',
    profilePath: (scopes) => `/v2/user/info/?fields=${tiktokFields(scopes)}`,
    profile: (answer) => {
      const user = record(record(record(answer)['data'])['user']);
      if (text(user['open_id']) === undefined) return undefined;
      return { name: text(user['display_name']), followers: count(user['follower_count']), posts: count(user['video_count']) };
    },
  },
};

type PlatformId = keyof typeof platforms;

/** Whether Brightline works with this platform. */
export const isPlatform = (id: string): id is PlatformId => Object.hasOwn(platforms, id);

/** The platform's name; a platform that Brightline does not know keeps its id. */
export const platformName = (id: string): string => (isPlatform(id) ? platforms[id].name : id);

/**
 * Reads an account's profile at the platform itself, with a token that Connect handed to this server.
 * Throws a `PlatformError`, which never holds the token.
 */
export const readProfile = async (
  id: PlatformId,
  apiOrigin: string,
  token: { accessToken: string; scopes: readonly string[] },
  account: string,
): Promise<Profile> => {
  const { name, profilePath, profile } = platforms[id];
  let answer: Response;
  try {
    answer = await fetch(new URL(profilePath(token.scopes, account), apiOrigin), {
      headers: { authorization: `Bearer ${token.accessToken}`, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(10_000),
    });
  } catch (cause) {
    throw new PlatformError(`${name} isn’t answering. Nothing was changed; try again in a minute.`, { cause });
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    // Instagram answers 400, TikTok 401 to a token that a person has taken back. Only the person can mend that, not another try.
    const next = [400, 401, 403].includes(answer.status)
      ? 'If it stays so, ask your client to open their link and connect again.'
      : 'Try again in a minute.';
    throw new PlatformError(`${name} answered with status ${answer.status}. Nothing was changed. ${next}`);
  }
  const found = profile(await answer.json().catch(() => undefined));
  if (found === undefined) throw new PlatformError(`${name} answered with something that isn’t a profile. Nothing was changed.`);
  return found;
};
