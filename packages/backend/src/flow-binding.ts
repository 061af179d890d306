import { equalHashes, hashSecret } from './secrets.ts';
import type { FlowRow } from './storage/port.ts';

/** Does the browser hold this flow? */
export const isBound = (flow: FlowRow, bind: string | undefined): boolean =>
  bind !== undefined && equalHashes(flow.bindHash, hashSecret(bind));

/** Did the platform's answer arrive in this browser? */
export const mayConfirm = (flow: FlowRow, confirm: string | undefined): boolean =>
  confirm !== undefined && flow.confirmHash !== null && equalHashes(flow.confirmHash, hashSecret(confirm));

/**
 * May the browser know which account it was? Where the platform's answer arrived in another browser, only that one may:
 * whoever begins a flow and sends somebody its authorize address must not learn who they are.
 */
export const mayKnow = (flow: FlowRow, { bind, confirm }: { bind: string | undefined; confirm: string | undefined }): boolean =>
  mayConfirm(flow, confirm) || (flow.confirmHash === null && isBound(flow, bind));
