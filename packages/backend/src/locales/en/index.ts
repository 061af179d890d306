import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';
import { accountRefusals } from './account-refusals.ts';
import { attemptRefusals } from './attempt-refusals.ts';
import { choose } from './choose.ts';
import { common } from './common.ts';
import { confirm } from './confirm.ts';
import { deletion } from './deletion.ts';
import { done } from './done.ts';
import { endedAccess } from './ended-access.ts';
import { foot } from './foot.ts';
import { inApp } from './in-app.ts';
import { launch } from './launch.ts';
import { linkRefusals } from './link-refusals.ts';
import { link } from './link.ts';
import { notice } from './notice.ts';
import { pageRefusals } from './page-refusals.ts';
import { platformRefusals } from './platform-refusals.ts';
import { progress } from './progress.ts';
import { receipt } from './receipt.ts';
import { undo } from './undo.ts';

/**
 * English. Plain sentences, present tense, the reader as "you", people and companies by their names. Values stand in
 * braces; pages isolate them with `<bdi>`. What a title or a button says must be enough for somebody who reads nothing else.
 *
 * Names of menus in the platforms' own apps change: "Apps and websites" and "Switch to professional account" were last
 * checked on 20 November 2026; "Business integrations" and "Apps and services permissions" are from memory.
 */
export const en = {
  link,
  inApp,
  launch,
  done,
  undo,
  progress,
  confirm,
  choose,
  receipt,
  endedAccess,
  deletion,
  notice,
  common,
  foot,
  /** The platforms' adapters have their words in English. */
  permissions: {},
  refusals: {
    ...linkRefusals,
    ...accountRefusals,
    ...attemptRefusals,
    ...platformRefusals,
    ...pageRefusals,
  } satisfies Record<RefusalCode, RefusalText>,
} as const;
