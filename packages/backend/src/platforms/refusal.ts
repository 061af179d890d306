import type { RefusalCode } from '@connect/sdk/contract';
import type { PlatformFailureKind } from './port.ts';

/** The refusal that a platform's failure becomes for the recipient. */
export const refusalOf: Readonly<Record<PlatformFailureKind, RefusalCode>> = {
  unavailable: 'platform_unavailable',
  limited: 'platform_limit',
  code_refused: 'attempt_expired',
  setup: 'platform_setup',
  personal_account: 'personal_account',
  no_account: 'no_eligible_account',
  token_refused: 'platform_unavailable',
  permission_missing: 'missing_permission',
};
