import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';

/** Why a link cannot be used. */
export const linkRefusals = {
  link_not_found: {
    title: 'This link doesn’t lead anywhere',
    text: [
      'Part of the address may be missing, or the link was replaced by a newer one. Ask the person who sent it to copy it again.',
    ],
    reassurance: 'Nothing was connected.',
  },
  link_revoked: {
    title: 'This link was switched off',
    text: [
      [
        '{sharer} or someone at {org} has ended this link, so it can’t be used any more. If you still want to connect an account, ask {org} for a new link.',
        'It has been ended by those who made it, so it can’t be used any more. If you still want to connect an account, ask for a new link.',
      ],
      'Accounts you connected earlier stay connected.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'write', label: 'Write to {sharer}' }],
  },
  link_expired: {
    title: ['This link ended on {date}', 'This link has ended'],
    text: [
      [
        '{org} gave it an end date. You did nothing wrong. Ask {sharer} for a new link, it takes a minute.',
        'It had an end date. You did nothing wrong. Ask the person who sent it for a new link, it takes a minute.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'write', label: 'Write to {sharer}' }],
  },
  link_paused: {
    title: 'This link is on hold',
    text: [
      [
        '{org} has paused it for now. The same link will work again once they resume it, so you can keep it.',
        'It is paused for now. The same link will work again later, so you can keep it.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'check', label: 'Check again' },
      { kind: 'write', label: 'Write to {sharer}' },
    ],
  },
  link_suspended: {
    title: ['{org} can’t accept connections right now', 'This link can’t accept connections right now'],
    text: [
      [
        'There is something to sort out between {org} and {product}, the tool it uses. It has nothing to do with you or your account.',
        'There is something to sort out first by those who sent it. It has nothing to do with you or your account.',
      ],
      ['Keep this link. It will work again as soon as {org} has sorted it out.', 'Keep this link. It will work again.'],
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'write', label: 'Write to {sharer}' },
      { kind: 'check', label: 'Check again' },
    ],
  },
  link_exhausted: {
    title: 'This link has reached its limit',
    text: [
      [
        '{org} allows {max} connected accounts on this link, and that many are connected. If yours is missing, ask {sharer} to raise the limit.',
        'As many accounts are connected as it allows. If yours is missing, ask the person who sent it to raise the limit.',
      ],
      'To repair an account that is connected already, continue with that account.',
    ],
    reassurance: 'Nothing new was connected.',
    actions: [
      { kind: 'repair', label: 'Repair a connected account' },
      { kind: 'write', label: 'Write to {sharer}' },
    ],
  },
} as const satisfies Partial<Record<RefusalCode, RefusalText>>;
