import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';

/** Why an account is not connected, or no longer. */
export const accountRefusals = {
  wrong_account: {
    title: [
      'That was {handle}, but this link is for {expected}',
      'That was another account: this link is for {expected}',
      'That was another account than this link is for',
    ],
    text: [
      [
        '{platform} passes on the account you’re logged in to. Log in to {platform} as {expected}, then try again.',
        'The account you’re logged in to is the one that arrives. Log in with the right one, then try again.',
      ],
    ],
    steps: [
      [
        'Open {platformHost} in this browser and switch to {expected}.',
        'Log in with the right account in this browser.',
      ],
      'Come back to this page.',
      'Choose “Try again”.',
    ],
    reassurance: ['We didn’t keep access to {handle}.', 'We didn’t keep access to that account.'],
    actions: [
      { kind: 'retry', label: 'Try again' },
      { kind: 'anyway', label: 'Connect {handle} anyway' },
    ],
  },
  personal_account: {
    title: ['{handle} is a personal account', 'This is a personal account'],
    text: [
      [
        '{platform} lets apps connect only to professional accounts (Business or Creator). Switching is free, takes about a minute, and you keep your posts and followers.',
        'Apps can connect only to professional accounts (Business or Creator). Switching is free, takes about a minute, and you keep your posts and followers.',
      ],
    ],
    steps: [
      [
        'In the {platform} app, open Settings and look for “Switch to professional account”.',
        'In the app, open Settings and look for “Switch to professional account”.',
      ],
      'Pick Creator or Business.',
      'Come back here and try again.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'retry', label: 'I’ve switched, try again' },
      { kind: 'another', label: 'Use another account' },
    ],
  },
  no_eligible_account: {
    title: 'We found no account to connect',
    text: [
      [
        'You’re logged in to Facebook. None of the Pages that you allowed has an Instagram professional account linked to it: {pages}.',
        'You’re logged in to Facebook, but no Instagram professional account is linked to a Page you manage.',
      ],
    ],
    steps: [
      'In Instagram, link the account to your Facebook Page.',
      'Check that you manage that Page, and that you allow it when Facebook asks.',
      'Come back and try again.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'retry', label: 'Try again' },
      { kind: 'instead', label: 'Log in with Instagram instead' },
    ],
  },
  connection_undone: {
    title: ['You undid this: {handle} is not connected', 'You undid this connection'],
    text: [
      [
        '{org} can’t use {handle}, and we deleted the keys that {platform} gave for it.',
        '{org} can’t use the account, and we deleted the keys that were given for it.',
        'Nobody can use the account, and we deleted the keys that were given for it.',
      ],
    ],
    reassurance: 'This connection has ended.',
    actions: [{ kind: 'retry', label: 'Start again' }],
    closes: true,
  },
  approval_rejected: {
    title: ['{org} didn’t take {handle}', '{org} didn’t take this account', 'This account was not taken'],
    text: [
      [
        '{org} looks at new accounts before using them, and decided against this one. It was never used, and we deleted the keys.',
        'New accounts are looked at before they are used, and this one was not wanted. It was never used, and we deleted the keys.',
      ],
      [
        'If that surprises you, ask {sharer}. You can connect another account with the same link while it works.',
        'If that surprises you, ask the person who sent the link.',
      ],
    ],
    reassurance: 'Nothing is connected.',
    actions: [
      { kind: 'write', label: 'Write to {sharer}' },
      { kind: 'retry', label: 'Connect another account' },
    ],
    closes: true,
  },
} as const satisfies Partial<Record<RefusalCode, RefusalText>>;
