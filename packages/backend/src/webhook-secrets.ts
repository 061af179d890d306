import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { WebhookEndpointRow } from './storage/port.ts';
import type { Vault } from './vault.ts';

/** What an endpoint's secrets are sealed for. */
export const secretContext = (endpoint: string): string => `webhook:${endpoint}`;

/**
 * A new secret: `whsec_` and 32 random bytes in base64, as Standard Webhooks says
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#symmetric).
 */
export const newWebhookSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

type Secrets = Pick<WebhookEndpointRow, 'id' | 'secretSealed' | 'previousSealed' | 'previousUntil'>;

/** The headers that let the receiver verify this body: signed by the newest secret, and by the one before while it counts. */
export const signedHeaders = (
  vault: Vault,
  { id, secretSealed, previousSealed, previousUntil }: Secrets,
  message: { readonly id: string; readonly body: string; readonly now: number },
): Record<string, string> => {
  const isRotating = previousSealed !== null && previousUntil !== null && previousUntil > message.now;
  const at = new Date(message.now);
  const signatures = [secretSealed, ...(isRotating ? [previousSealed] : [])].map((sealed) =>
    new Webhook(vault.open(sealed, secretContext(id))).sign(message.id, at, message.body),
  );
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.now / 1000)),
    'webhook-signature': signatures.join(' '),
  };
};
