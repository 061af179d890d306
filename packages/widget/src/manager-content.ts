import type { LinkForm } from './link-form.ts';
import type { LinkTimeline } from './link-timeline.ts';
import type { Part, PartHost } from './manager-part.ts';
import type { SharerFailure } from './sharer-failure.ts';

/** What the dialog's content works with, besides what its parts do. */
export interface ManagerHost extends PartHost {
  /** What is wrong with the session or the network, said above everything else. */
  readonly failure: SharerFailure | undefined;
  /** Where clients go afterwards, unless the person says otherwise. */
  readonly returnUrl: string;
  /** Does what the failure's button says. */
  retry(): void;
  fail(error: unknown): void;
  /** Reads the workspace again. */
  refresh(): Promise<void>;
  /** Tells the page what this person has done. */
  emit(name: 'connect-link-created' | 'connect-link-changed', link: string): void;
}

/** What stands above the list. */
export type Panel = { readonly kind: 'form'; readonly part: LinkForm } | { readonly kind: 'ready'; readonly part: Part; readonly id: string };

/** What stands in the list's place. */
export type Leaf =
  | { readonly kind: 'edit'; readonly part: LinkForm; readonly id: string }
  | { readonly kind: 'timeline'; readonly part: LinkTimeline; readonly id: string };

/** A sentence at the lower edge. */
export interface Toast {
  readonly text: string;
  readonly isTrouble: boolean;
}
