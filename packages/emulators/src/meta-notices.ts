import type { Account } from './account.ts';
import type { Clock } from './clock.ts';
import { inventions } from './inventions.ts';
import { checkNoticeAddress } from './notice-address.ts';
import type { Notice, Notices } from './notices.ts';
import { oneOf, type SettingsPlan } from './settings.ts';
import { signedRequest } from './signatures.ts';

/** The addresses at which an app of Meta's wants to be told that somebody has left. */
export interface MetaNoticeAddresses {
  /** Deauthorize callback URL; left out: nothing is sent. */
  readonly deauthorizeUrl?: string;
  /** Data deletion request URL; left out: nothing is sent. */
  readonly dataDeletionUrl?: string;
}

export interface MetaNoticeSettings {
  /** Whether the two parts of a signed_request end in `=` where base64url would. */
  noticePadding: 'stripped' | 'padded';
}

export const metaNoticeSettings: SettingsPlan<MetaNoticeSettings> = { noticePadding: oneOf('stripped', 'padded') };

export function checkMetaAddresses(client: MetaNoticeAddresses & { readonly id: string }, anywhere: boolean): void {
  checkNoticeAddress(client.id, 'deauthorizeUrl', client.deauthorizeUrl, anywhere);
  checkNoticeAddress(client.id, 'dataDeletionUrl', client.dataDeletionUrl, anywhere);
}

interface MetaNoticeParts<C> {
  readonly notices: Notices;
  readonly clock: Clock;
  readonly clients: ReadonlyMap<string, C>;
  readonly settings: Readonly<MetaNoticeSettings>;
  /** The secret that signs. */
  secret(client: C): string;
  /** The id by which the notice calls the account. */
  userId(client: C, account: Account): string;
}

interface MetaNotices {
  deauthorize(clientId: string, account: Account): void;
  dataDeletion(clientId: string, account: Account): void;
}

/** Sends `signed_request`s to the apps that have said where they want them. */
export function createMetaNotices<C extends MetaNoticeAddresses>(parts: MetaNoticeParts<C>): MetaNotices {
  const { notices, clock, clients, settings } = parts;

  function send(kind: 'deauthorize' | 'data-deletion', clientId: string, account: Account): void {
    const client = clients.get(clientId);
    const url = kind === 'deauthorize' ? client?.deauthorizeUrl : client?.dataDeletionUrl;
    if (!client || url === undefined) return;
    notices.send({
      kind,
      clientId,
      accounts: [account],
      url,
      retried: inventions.metaNoticeRetries.value,
      compose() {
        const issuedAt = Math.floor(clock.now() / 1000);
        const signed = signedRequest(
          parts.secret(client),
          {
            user_id: parts.userId(client, account),
            algorithm: 'HMAC-SHA256',
            issued_at: issuedAt,
            ...(kind === 'data-deletion' && { expires: issuedAt + inventions.metaNoticePayload.value.expiresAfter }),
          },
          settings.noticePadding === 'padded',
        );
        return {
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ signed_request: signed }).toString(),
        };
      },
      ...(kind === 'data-deletion' && { judge: judgeDeletion }),
    });
  }

  return {
    deauthorize: (clientId, account) => send('deauthorize', clientId, account),
    dataDeletion: (clientId, account) => send('data-deletion', clientId, account),
  };
}

/** `{"url":"https://…","confirmation_code":"…"}`, the code alphanumeric. */
function judgeDeletion(body: string): Pick<Notice, 'deletion' | 'problem'> {
  const { url, confirmation_code: code } = parse(body);
  if (typeof url !== 'string' || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    return { problem: 'The app must answer with JSON whose "url" is the address of a page about the deletion.' };
  }
  if (typeof code !== 'string' || !/^[A-Za-z0-9]+$/.test(code)) {
    return { problem: 'The app must answer with a "confirmation_code" of letters and digits.' };
  }
  return { deletion: { url, confirmationCode: code } };
}

function parse(body: string): { url?: unknown; confirmation_code?: unknown } {
  try {
    return Object(JSON.parse(body)) as object;
  } catch {
    return {};
  }
}
