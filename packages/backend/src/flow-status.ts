import type { FlowStatus, RefusalCode } from '@connect/sdk/contract';
import type { FlowRow } from './storage/port.ts';

/** How long things last, in ms. */
export const lifetimes = {
  /** From the start until the platform's answer must have come. */
  attempt: 15 * 60_000,
  /** As long as the cookie that binds the browser to it. */
  flow: 20 * 60_000,
  /** For somebody's word in another browser. */
  confirm: 10 * 60_000,
  /** For the page that began a flow to ask how it ended. */
  result: 24 * 60 * 60_000,
  /** An exchange that has taken longer than this was interrupted: the process that ran it is gone. */
  exchange: 60_000,
} as const;

/** A flow as it is now: stored, or over because its time has passed, or because the process that worked on it died. */
export const flowStatusAt = (
  flow: FlowRow,
  now: number,
): { status: Exclude<FlowStatus, 'none'>; errorCode: RefusalCode | null } => {
  const interrupted = flow.status === 'at_platform' && flow.stateHash === null && now - flow.updatedAt > lifetimes.exchange;
  if (interrupted) return { status: 'error', errorCode: 'internal_error' };
  if (flow.status === 'pending_confirm' && flow.confirmExpiresAt !== null && flow.confirmExpiresAt <= now) {
    return { status: 'error', errorCode: flow.choosing ? 'choice_expired' : 'confirm_expired' };
  }
  const open = flow.status === 'launched' || flow.status === 'at_platform' || flow.status === 'pending_confirm';
  if (open && flow.expiresAt <= now) return { status: 'expired', errorCode: 'attempt_expired' };
  return { status: flow.status, errorCode: flow.errorCode };
};

/** Whether nothing more will happen in this status without a new attempt. */
export const isEnded = (status: string): boolean => !['none', 'launched', 'at_platform', 'pending_confirm'].includes(status);
