import type { Refusal } from './flow/index.ts';
import { isRefusal } from './flow/message.ts';
import { list, maybe, object, text } from './flow/shape.ts';
import { post, sleep } from './flow/wire.ts';

/** A platform that a link offers, and what is granted there. */
export interface LinkPlatform {
  readonly id: string;
  readonly name: string;
  /** `popup` or `redirect`. */
  readonly preferredMode: string;
  readonly grants: readonly { readonly title: string; readonly detail: string }[];
  /** The account that the link is meant for. */
  readonly expected?: string;
  /** As in "see your password". */
  readonly notGranted: readonly string[];
}

/** What a link offers, and who shares it. */
export interface LinkAnswer {
  /** `active`, or why it cannot be used; then `refusal` has the words. An `exhausted` one still repairs, and comes with `platforms`. */
  readonly status: string;
  /** `allowed`, or `origin_not_allowed` where this page's origin is not registered with the workspace. */
  readonly embed: string;
  readonly platforms?: readonly LinkPlatform[];
  readonly sharedBy?: { readonly name: string; readonly email: string };
  readonly workspace?: { readonly name: string; readonly logo?: string; readonly accentColor?: string };
  readonly productName?: string;
  /** New accounts wait until the organisation approves them. */
  readonly requiresApproval?: boolean;
  /** Whose account it is about, in the sharer's words. */
  readonly clientName?: string;
  readonly locale: string;
  /** Changes whenever the text of the banner does. */
  readonly bannerRevision?: string;
  readonly refusal?: Refusal;
}

/** Whether this is the server's answer about a link. */
export const isLinkAnswer = object('status embed locale productName? clientName? bannerRevision?', {
  platforms: maybe(list(object('id name preferredMode expected?', { grants: list(object('title detail')), notGranted: list(text) }))),
  sharedBy: maybe(object('name email')),
  workspace: maybe(object('name logo? accentColor?')),
  refusal: maybe(isRefusal),
}) as (value: unknown) => value is LinkAnswer;

/** Asks what a link offers: three times, each for 5 s. Undefined where no usable answer came. */
export const resolveLink = async (origin: string, link: string, locale: string, signal: AbortSignal): Promise<LinkAnswer | undefined> => {
  for (let attempt = 0; attempt < 3 && !signal.aborted; attempt++) {
    await sleep(window, 1e3 * attempt);
    try {
      return await post(window, `${origin}/v1/public/links/resolve`, { link, ...(locale && { locale }) }, isLinkAnswer, signal, 5e3);
    } catch {
      // Tried again; and the button works without: the window's first page says who asks.
    }
  }
  return undefined;
};
