import type { RefusalCode } from '@connect/sdk/contract';
import type { en } from './locales/en/index.ts';
import type { RefusalText } from './refusal-text.ts';
import type { NamesIn, Sentence } from './sentence.ts';

type Translated<T> = T extends string
  ? [NamesIn<T>] extends [never]
    ? string
    : Sentence<NamesIn<T>>
  : T extends readonly (infer Item)[]
    ? readonly Translated<Item>[]
    : { readonly [Key in keyof T]: Translated<T[Key]> };

/** All the words of the hosted pages and of refusals in one language. English (locales/en/) says which there are. */
export type Texts = Translated<Omit<typeof en, 'refusals' | 'permissions'>> & {
  readonly refusals: Readonly<Record<RefusalCode, RefusalText>>;
  /** Permissions by scope, where the platform's adapter does not have them in this language. */
  readonly permissions: Readonly<Record<string, { readonly title: string; readonly detail: string }>>;
};
