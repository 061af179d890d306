import type { RefusalCode } from '@connect/sdk/contract';

export interface StartRequest {
  readonly fid: string;
  readonly bind: string | undefined;
  /** Whether the opener answered the handshake in this very navigation. */
  readonly attested: boolean;
  /** Make the platform ask which account. */
  readonly chooseAccount: boolean;
  /** Connect the account that was just refused because the link is meant for another one. */
  readonly acceptsOther: boolean;
  /** The connection that the opened address asks to repair. */
  readonly repairs?: string | undefined;
}

export interface CallbackRequest {
  readonly platform: string;
  readonly query: URLSearchParams;
  /** The browser's binding and confirm cookies, by fid. */
  readonly binds: ReadonlyMap<string, string>;
  readonly confirms: ReadonlyMap<string, string>;
  /** `Sec-Fetch-Dest`, where it was sent. */
  readonly destination: string | undefined;
}

/** Where the callback sends the browser on to. */
export type CallbackOutcome =
  | { readonly to: 'done'; readonly fid: string; readonly confirm?: string }
  | { readonly to: 'confirm'; readonly fid: string; readonly confirm: string }
  | { readonly to: 'refusal'; readonly code: RefusalCode };
