import type { SharedSettings } from '../emulation.ts';
import { metaNoticeSettings, type MetaNoticeSettings } from '../meta-notices.ts';
import { oneOf, type SettingsPlan } from '../settings.ts';

export interface InstagramSettings extends SharedSettings, MetaNoticeSettings {
  /** Whether the token answer is a flat object, or one in a `data` array. */
  tokenEnvelope: 'flat' | 'wrapped';
  /** Whether the token answer's `user_id` is an unquoted integer above 2^53, or a string. */
  tokenUserId: 'integer' | 'string';
  /** Whether the token answer's `permissions` is an array, a string with commas, or not there. */
  tokenPermissions: 'array' | 'string' | 'absent';
  /** Which id the token answer carries: one of its own, or the account's. */
  exchangeUserId: 'scoped' | 'account';
  /** How `/me` writes account types: `Media_Creator` (current pages) or `MEDIA_CREATOR` (older pages). */
  accountType: 'capitalised' | 'upper';
  /** Whether `/me` answers a flat object, or one in a `data` array. */
  meEnvelope: 'flat' | 'wrapped';
  /** Whether a refresh returns a new token string, or the same one with a new life. */
  refreshedToken: 'new' | 'same';
  /** How the Graph API answers a token that it does not know. */
  unknownToken: 'cannot-parse' | 'unsupported-request';
  /** Whether a personal account gets as far as the app, or is stopped on Instagram's own page. */
  personal: 'reaches-app' | 'stopped-at-platform';
  /** Whether optional permissions can be unticked. */
  consentToggles: 'none' | 'optional-scopes';
  /** Whether a wrong authorization request ends on a page, or in JSON. */
  authorizeErrors: 'page' | 'json';
  /** By which id a notice calls the account: `/me.id`, `/me.user_id`, or that of the token answer. */
  noticeUserId: 'app-scoped' | 'account' | 'exchange';
  /** Which secret signs notices: that of the Instagram app, or of its Meta app. */
  noticeSecret: 'instagram' | 'meta';
}

export const instagramSettings: SettingsPlan<Omit<InstagramSettings, keyof SharedSettings>> = {
  tokenEnvelope: oneOf('flat', 'wrapped'),
  tokenUserId: oneOf('integer', 'string'),
  tokenPermissions: oneOf('array', 'string', 'absent'),
  exchangeUserId: oneOf('scoped', 'account'),
  accountType: oneOf('capitalised', 'upper'),
  meEnvelope: oneOf('flat', 'wrapped'),
  refreshedToken: oneOf('new', 'same'),
  unknownToken: oneOf('cannot-parse', 'unsupported-request'),
  personal: oneOf('reaches-app', 'stopped-at-platform'),
  consentToggles: oneOf('none', 'optional-scopes'),
  authorizeErrors: oneOf('page', 'json'),
  noticeUserId: oneOf('app-scoped', 'account', 'exchange'),
  noticeSecret: oneOf('instagram', 'meta'),
  ...metaNoticeSettings,
};
