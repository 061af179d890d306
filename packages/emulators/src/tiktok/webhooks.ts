import type { Account } from '../account.ts';
import type { Clock } from '../clock.ts';
import type { Notices } from '../notices.ts';
import { tiktokSignature } from '../signatures.ts';
import type { TikTokClient } from './client.ts';
import { openId } from './oauth.ts';
import type { TikTokSettings } from './settings.ts';

/** Why an authorization was removed. https://developers.tiktok.com/doc/webhooks-events */
export const removalReasons = {
  unknown: 0, disconnected: 1, accountDeleted: 2, ageChanged: 3, banned: 4, revokedByDeveloper: 5,
} as const;

interface TikTokWebhooks {
  /** Tells the app that the account is no longer its, if it has said where it wants to be told. */
  removed(clientId: string, account: Account, reason: number): void;
}

interface WebhookParts {
  readonly notices: Notices;
  readonly clock: Clock;
  readonly clients: ReadonlyMap<string, TikTokClient>;
  readonly settings: Readonly<TikTokSettings>;
}

interface Removal {
  readonly clientId: string;
  readonly account: Account;
  readonly reason: number;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Sends `authorization.removed`. What happens in one go is sent as one request where the settings say so. */
export function createWebhooks({ notices, clock, clients, settings }: WebhookParts): TikTokWebhooks {
  let gathered: Removal[] = [];

  function flush(): void {
    const removals = gathered;
    gathered = [];
    const batches =
      settings.webhookBatch === 'list'
        ? [...new Set(removals.map(({ clientId }) => clientId))].map((id) => removals.filter(({ clientId }) => clientId === id))
        : removals.map((removal) => [removal]);
    for (const batch of batches) {
      for (let copy = 0; copy < (settings.webhookDuplicates === 'twice' ? 2 : 1); copy++) send(batch);
    }
  }

  function send(batch: readonly Removal[]): void {
    const [first] = batch;
    const client = first && clients.get(first.clientId);
    if (!client || client.webhookUrl === undefined) return;
    const events = batch.map((removal) => ({
      client_key: client.id,
      event: 'authorization.removed',
      create_time: removal.at,
      user_openid: openId(client.id, removal.account),
      content: JSON.stringify({ reason: removal.reason }),
    }));
    const body = JSON.stringify(events.length === 1 ? events[0] : events);
    notices.send({
      kind: 'authorization.removed',
      clientId: client.id,
      accounts: batch.map(({ account }) => account),
      ...(batch.every(({ reason }) => reason === first.reason) && { reason: first.reason }),
      url: client.webhookUrl,
      retried: true,
      compose() {
        const signature = tiktokSignature(client.secret, Math.floor(clock.now() / 1000), body);
        return { headers: { 'content-type': 'application/json', 'TikTok-Signature': signature }, body };
      },
    });
  }

  return {
    removed(clientId, account, reason) {
      if (gathered.length === 0) queueMicrotask(flush);
      gathered.push({ clientId, account, reason, at: Math.floor(clock.now() / 1000) });
    },
  };
}
