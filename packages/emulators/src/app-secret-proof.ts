import { createHmac } from 'node:crypto';

/** Hex HMAC-SHA256 of the access token with the app's secret. */
export function appSecretProof(secret: string, token: string): string {
  return createHmac('sha256', secret).update(token).digest('hex');
}
