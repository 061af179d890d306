import { linkReadyEn } from './link-ready.en.ts';
import { openerEn } from './opener.en.ts';

// Words beside words: a minified part is smaller where like stands beside like.
export { linkFormEn } from './link-form.en.ts';
export { linkReadyEn } from './link-ready.en.ts';
export { linkTimelineEn } from './link-timeline.en.ts';

/**
 * English; also the list of the words of `<connect-link-manager>` besides those of its parts (see the files beside this one).
 * Words in braces are replaced, and isolated in `<bdi>`. Of a key with `.one` and `.other` the form that the number takes in
 * the element's language is read, so another language may add `.few` or `.many`.
 */
export const managerEn = {
  ...openerEn,
  ...linkReadyEn,
  back: 'Back to all links',
  list: 'Your links',
  'empty.h': 'No links yet',
  'empty.p': 'Make a link, send it to your client, and their account shows up here. It keeps working until you switch it off.',
  'empty.read': 'Links that your team makes show up here.',
  'error.h': 'The links couldn’t be loaded',
  'error.a': 'Try again',
  'denied.h': 'You can’t see links here',
  search: 'Search links',
  'filter.status': 'Status',
  'filter.platform': 'Platform',
  'filter.anyStatus': 'Any status',
  'filter.anyPlatform': 'Any platform',
  'filter.none.h': 'No links match',
  'filter.none.p': 'Try other words, another status or platform.',
  'filter.clear': 'Show all links',
  'filter.ended': 'Ended',
  more: 'Show more',
  'more.failed': 'More links couldn’t be loaded.',
  'shown.one': '{n} link',
  'shown.other': '{n} links',
  'shown.more': '{n} links and more',
  'fresh.one': '{n} new link',
  'fresh.other': '{n} new links',
  untitled: 'Link for {platforms}',
  fixed: 'Fixed link for {platforms}',
  isFixed: 'fixed link',
  byYou: 'by you',
  by: 'by {name}',
  opened: 'opened {when}',
  unused: 'Not used yet',
  noAccount: 'no account yet',
  justNow: 'just now',
  'accounts.one': '{n} account',
  'accounts.other': '{n} accounts',
  'status.active': 'Active',
  'status.paused': 'Paused',
  'status.suspended': 'Plan inactive',
  'status.expired': 'Ended {date}',
  'status.exhausted': 'Limit reached',
  'status.revoked': 'Switched off',
  copyFor: 'Copy link for {link}',
  moreFor: 'More for {link}',
  messageCopied: 'Message copied',
  timeline: 'What happened',
  edit: 'Rename or change',
  pause: 'Pause',
  paused: 'Paused. The same link works again when you resume it.',
  resume: 'Resume',
  resumed: 'The link works again.',
  rotate: 'New address',
  rotateQ: 'Give this link a new address?',
  rotateP: 'The old address stops at once. Send the new one to everybody who still needs it. Connected accounts stay connected.',
  rotateYes: 'Give a new address',
  rotateNo: 'Keep the address',
  revoke: 'Switch off',
  revokeQ: 'Switch this link off for good?',
  'revokeP.none': 'Nobody can connect with it any more. This can’t be undone.',
  'revokeP.one': 'Nobody can connect with it any more. The {n} account it brought stays connected. This can’t be undone.',
  'revokeP.other': 'Nobody can connect with it any more. The {n} accounts it brought stay connected. This can’t be undone.',
  revokeYes: 'Switch off',
  revokeNo: 'Keep it',
  undoToast: 'Link switched off',
  saved: 'Saved',
  gone: '{link} was switched off meanwhile. Nobody can connect with it any more; what it connected stays connected.',
  goneHere: 'This link was switched off meanwhile. Nothing is left to do.',
  'upgrade.opens': 'opens a new window',
};

/** A key of the manager's words. */
export type ManagerKey = keyof typeof managerEn;
