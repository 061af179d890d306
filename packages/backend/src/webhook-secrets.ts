import { randomBytes } from 'node:crypto';
import { limits } from '@connect/sdk/contract';
import { Webhook } from 'standardwebhooks';
import type { WebhookEndpointRow } from './storage/port.ts';
import type { Vault } from './vault.ts';
import { VaultError } from './vault-error.ts';

const hour = 3_600_000;

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

type Secrets = Pick<WebhookEndpointRow, 'id' | 'secretSealed' | 'previousSealed'>;

/** A secret that was replaced, and until when it signs too, in ms since 1970. */
interface FormerSecret {
  readonly secret: string;
  readonly until: number;
}

/** All of them, newest first, as the row seals them: a line each. */
const linesOf = (former: readonly FormerSecret[]): string => former.map(({ secret, until }) => `${secret} ${until}`).join('\n');

const fromLines = (lines: string): readonly FormerSecret[] =>
  lines.split('\n').map((line) => {
    const [secret = '', until] = line.split(' ');
    return { secret, until: Number(until) };
  });

/** What the row keeps, or nothing where its key is gone. */
const openedOrNothing = (vault: Vault, endpoint: string, sealed: string): string | undefined => {
  try {
    return openWebhookSecret(vault, endpoint, sealed);
  } catch (cause) {
    if (!(cause instanceof VaultError)) throw cause;
    return undefined;
  }
};

/** The secrets before, while they count. Where their key is gone they sign no more: the newest one is enough. */
const formerSecrets = (vault: Vault, { id, previousSealed }: Secrets, now: number): readonly FormerSecret[] => {
  if (previousSealed === null) return [];
  const opened = openedOrNothing(vault, id, previousSealed);
  return opened === undefined ? [] : fromLines(opened).filter(({ until }) => until > now);
};

/**
 * What the row keeps once its newest secret is replaced: that one signs for another day, and those before it for as long as
 * they would have. Whoever rotates twice, as where the first answer was lost, need not have given any but the first to the receiver.
 */
export const formerOnceReplaced = (
  vault: Vault,
  secrets: Secrets,
  now: number,
): Pick<WebhookEndpointRow, 'previousSealed' | 'previousUntil'> => {
  const secret = openedOrNothing(vault, secrets.id, secrets.secretSealed);
  const replaced = secret === undefined ? [] : [{ secret, until: now + limits.previousSecretHours * hour }];
  const former = [...replaced, ...formerSecrets(vault, secrets, now)].slice(0, limits.previousSecrets);
  const [newest] = former;
  if (newest === undefined) return { previousSealed: null, previousUntil: null };
  return { previousSealed: sealWebhookSecret(vault, secrets.id, linesOf(former)), previousUntil: newest.until };
};

/**
 * The headers that let the receiver verify this body: signed by the newest secret, and by those before while they count.
 * Throws a `VaultError` where the newest cannot be opened.
 */
export const signedHeaders = (
  vault: Vault,
  secrets: Secrets,
  message: { readonly id: string; readonly body: string; readonly now: number },
): Record<string, string> => {
  const at = new Date(message.now);
  const newest = openWebhookSecret(vault, secrets.id, secrets.secretSealed);
  const former = formerSecrets(vault, secrets, message.now).map(({ secret }) => secret);
  const signatures = [newest, ...former].map((secret) => new Webhook(secret).sign(message.id, at, message.body));
  return {
    'webhook-id': message.id,
    'webhook-timestamp': String(Math.floor(message.now / 1000)),
    'webhook-signature': signatures.join(' '),
  };
};
