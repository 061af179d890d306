import type { ConnectionRevocation } from '@connect/sdk/contract';
import type { Language } from '../locales/index.ts';
import { markup, say, type Markup } from './markup.ts';

/** An access that has ended here. */
export interface EndedAccess {
  /** What has become of it at the platform; `null` where nobody knows. */
  readonly revocation: ConnectionRevocation | null;
  /** Id of the platform by whose login it came. */
  readonly route: string;
  /** The name of the platform that the account is on. */
  readonly platform: string;
}

/** The name of the place where an account's owner logs in and has their settings: another than it is on, by some routes. */
export const placeOf = ({ texts: { common } }: Language, route: string, platform: string): string =>
  textOf<string>(common.places, route) ?? platform;

/** The text of that key, where there is one. */
export const textOf = <Text>(texts: Readonly<Record<string, Text>>, key: string): Text | undefined =>
  Object.hasOwn(texts, key) ? texts[key] : undefined;

/** What is left of it at the platform, and what its owner can do about that; nothing where the platform has ended it. */
export const leftThere = ({ revocation, route, platform }: EndedAccess, language: Language, product: string): Markup | false => {
  const { endedAccess: words } = language.texts;
  const values = { product, platform: placeOf(language, route, platform) };
  switch (revocation) {
    case 'revoked':
      return false;
    case 'kept_for_others':
      return say(words.kept, values);
    case 'pending':
      return say(words.pending, values);
    default: {
      const listed = revocation === 'given_up' ? words.givenUp : words.byHand;
      return markup`${say(listed, values)} ${say(textOf(words.toBeCertain, route) ?? words.toBeCertain.other, values)}`;
    }
  }
};
