import type { Alternatives } from './sentence.ts';

/** What a recipient can do about a refusal. */
export type RefusalActionKind = 'retry' | 'check' | 'repair' | 'another' | 'anyway' | 'instead' | 'write' | 'copy';

/** The words of one refusal. Names in braces are those of `RefusalName`. */
export interface RefusalText {
  /** Enough for somebody who reads nothing else. Its last alternative names nothing. */
  readonly title: Alternatives;
  /** Paragraphs; one of which nothing can be said is left out. */
  readonly text: readonly Alternatives[];
  /** What to do, one step each. */
  readonly steps?: readonly Alternatives[];
  /** What was *not* done. */
  readonly reassurance?: Alternatives;
  /** The first one that is possible becomes the main button. */
  readonly actions?: readonly { readonly kind: RefusalActionKind; readonly label: Alternatives }[];
  /** Whether the page says that its window can be closed. */
  readonly closes?: true;
  /** Whether somebody can act on the reference, so that it is shown. */
  readonly reference?: true;
}

/** What a refusal's sentences may name. */
export const refusalNames = [
  'org',
  'sharer',
  'product',
  'platform',
  'platformHost',
  'handle',
  'expected',
  'missing',
  'pages',
  'date',
  'max',
  'seconds',
  'host',
  'ref',
] as const;
export type RefusalName = (typeof refusalNames)[number];
