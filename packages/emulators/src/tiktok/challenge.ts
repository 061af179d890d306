import { createHash } from 'node:crypto';
import type { ChallengeEncoding } from './client.ts';

/** Whether the verifier belongs to the challenge. Verifiers are 43 to 128 unreserved characters, as in RFC 7636. */
export function matchesChallenge(verifier: string, challenge: string, encoding: ChallengeEncoding): boolean {
  if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) return false;
  const hash = createHash('sha256').update(verifier).digest();
  return (
    (encoding !== 'base64url' && challenge === hash.toString('hex')) ||
    (encoding !== 'hex' && challenge === hash.toString('base64url'))
  );
}
