import type { RefusalCode } from '@connect/sdk/contract';
import type { Context } from './context.ts';
import type { Platform } from './platforms/port.ts';
import { Refused } from './problem.ts';

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

/** The platform that an attempt is made at; refuses where it is not set up any more. */
export const requirePlatform = ({ platforms, productName }: Pick<Context, 'platforms' | 'productName'>, id: string): Platform => {
  const platform = platforms.get(id);
  if (platform === undefined) throw new Refused('platform_setup', { platform: id, product: productName });
  return platform;
};
