import type { SharedSettings } from '../emulation.ts';
import { metaNoticeSettings, type MetaNoticeSettings } from '../meta-notices.ts';
import { oneOf, type SettingsPlan } from '../settings.ts';

export interface FacebookSettings extends SharedSettings, MetaNoticeSettings {
  /** Whether a code becomes a token of two hours, or one of 60 days at once. */
  codeToken: 'short' | 'long';
  /** Whether token answers say when the token ends. */
  expiresIn: 'present' | 'absent';
  /** Whether exchanging a long-lived token gives another 60 days, or the same token with what remains. */
  reexchange: 'renews' | 'keeps';
  /** What happens to somebody who has allowed the app before: is asked whether to continue or edit, or is not asked at all. */
  regrant: 'asks' | 'silent';
  /** Whether `auth_type=rerequest` shows the choice of assets, or leaves it out and keeps the earlier one. */
  rerequest: 'shows-picker' | 'skips-picker';
  /** What ticking none of a kind gives: an empty list of `target_ids`, or the permission counts as declined. */
  nothingTicked: 'empty-list' | 'declined';
  /** What a ticked Page says about its Instagram account that was not ticked. */
  untickedInstagram: 'hidden' | 'shown';
  /** Whether a business lists all its Pages, or only those that were ticked. */
  businessPages: 'all' | 'ticked';
  /** Whether `/me/accounts` lists Pages after a login by `config_id`, or is empty, as was reported. */
  configAccounts: 'listed' | 'empty';
  /** What removing permissions answers: `true`, or `{"success":true}`. */
  revokeAnswer: 'true' | 'object';
}

export const facebookSettings: SettingsPlan<Omit<FacebookSettings, keyof SharedSettings>> = {
  codeToken: oneOf('short', 'long'),
  expiresIn: oneOf('present', 'absent'),
  reexchange: oneOf('renews', 'keeps'),
  regrant: oneOf('asks', 'silent'),
  rerequest: oneOf('shows-picker', 'skips-picker'),
  nothingTicked: oneOf('empty-list', 'declined'),
  untickedInstagram: oneOf('hidden', 'shown'),
  businessPages: oneOf('all', 'ticked'),
  configAccounts: oneOf('listed', 'empty'),
  revokeAnswer: oneOf('true', 'object'),
  ...metaNoticeSettings,
};
