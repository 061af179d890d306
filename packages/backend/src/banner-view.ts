import type { Grant } from '@connect/sdk/contract';

/** The organisation that a page or a banner speaks of. */
export interface Organisation {
  readonly name: string;
  /** Path of its logo on our own origin, `/pictures/…`. */
  readonly logo?: string | null;
  /** `#rrggbb` */
  readonly accentColor?: string | null;
}

/** Who shares a link. */
export interface Sharer {
  readonly name: string;
  readonly email: string;
}

/** A platform as a recipient reads of it. */
export interface PlatformView {
  readonly id: string;
  /** `Instagram` */
  readonly name: string;
  /** The host to look for in the address bar: `instagram.com`. */
  readonly host: string;
  /** What is asked for. `{org}` and `{product}` in its texts stand for the names. */
  readonly grants: readonly Grant[];
  /** What is asked for again, too, though its person left it out before; as `grants`. */
  readonly declined?: readonly Grant[];
  /** The account that the link is meant for: `@harbourcoffee`. */
  readonly expected?: string;
  /** What these do not allow, the most reassuring first, as in "see your password". */
  readonly notGranted: readonly string[];
}

/** All that a recipient is shown before the platform's page: on the hosted page, the launch page and in the element. */
export interface Banner {
  readonly org: Organisation;
  readonly sharer: Sharer;
  readonly clientName: string | null;
  /** Whether new accounts wait until the organisation approves them. */
  readonly requiresApproval: boolean;
  readonly platforms: readonly (PlatformView & { readonly preferredMode: 'popup' | 'redirect' })[];
  /** Changes whenever who asks, or what for, does; the same in all languages. */
  readonly revision: string;
}
