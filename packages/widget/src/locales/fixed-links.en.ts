import { openerEn } from './opener.en.ts';

/** English words of `view="fixed"`: one lasting link per platform. Words in braces are replaced. */
export const fixedLinksEn = {
  'fixed.name': openerEn.h,
  'fixed.loading': openerEn.loading,
  'fixed.ready': 'The same link for every client. It keeps working.',
  'fixed.active': 'Active',
  'fixed.paused': 'Paused',
  'fixed.suspended': 'Plan inactive',
  'fixed.expired': 'Ended',
  'fixed.exhausted': 'Limit reached',
  'fixed.pausedP': 'Clients read that it is on hold. It stays the same link.',
  'fixed.suspendedP': 'It works again as soon as the plan is active. It stays the same link.',
  'fixed.expiredP': 'It has ended, and says so to clients.',
  'fixed.exhaustedP': 'It has all the accounts that it may have.',
  'fixed.replaced': 'The earlier link was switched off. This is a new one: send it to everybody who still needs it.',
  'fixed.copy': 'Copy {platform} link',
  'fixed.copied': 'Copied',
  'fixed.noCopy': 'Your role in {product} doesn’t include copying links.',
  'fixed.noMake': 'There is no link yet. Ask somebody at {org} who may make links in {product} to open this page once.',
  'fixed.byHand': openerEn.byHand,
  'fixed.field': 'Link for {platform}',
  'fixed.again': 'Try again',
};

/** A key of these words. */
export type FixedLinksKey = keyof typeof fixedLinksEn;
