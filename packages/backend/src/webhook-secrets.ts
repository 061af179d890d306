import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookEndpointRow } from './storage/port.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

const contextOf = (endpoint: string): string => `webhook:${endpoint}`;

/** An endpoint's secret as its row keeps it. */
export const sealWebhookSecret = (vault: Vault, endpoint: string, secret: string): string => vault.seal(secret, contextOf(endpoint));

/** The secret that the row of this endpoint keeps. Throws a `VaultError` for that of another row. */
export const openWebhookSecret = (vault: Vault, endpoint: string, sealed: string): string => vault.open(sealed, contextOf(endpoint));

/**
 * A new secret: `whsec_` and 32 random bytes in base64, as Standard Webhooks says
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric).
 */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

type Secrets = Pick<WebhookEndpointRow, 'id' | 'secretSealed' | 'previousSealed' | 'previousUntil'>;

/** The secret before, while it counts. Where its key is gone it signs no more: the newest one is enough. */
const formerSecret = (vault: Vault, { id, previousSealed, previousUntil }: Secrets, now: number): readonly string[] => {
  if (previousSealed === null || previousUntil === null || previousUntil <= now) return [];
  try {
    return [openWebhookSecret(vault, id, previousSealed)];
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    return [];
  }
};

/**
 * The headers that let the receiver verify this body: signed by the newest secret, and by the one before while it counts.
 * Throws a `VaultError` where the newest cannot be opened.
 */
export const signedHeaders = (
  vault: Vault,
  secrets: Secrets,
  message: { readonly id: string; readonly body: string; readonly now: number },
): Record<string, string> => {
  const at = new Date(message.now);
  const newest = openWebhookSecret(vault, secrets.id, secrets.secretSealed);
  const signatures = [newest, ...formerSecret(vault, secrets, message.now)].map((secret) =>
    new Webhook(secret).sign(message.id, at, message.body),
  );
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.now / 1000)),
    'webhook-signature': signatures.join(' '),
  };
};
