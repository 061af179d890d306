import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';

/** How an attempt ends that somebody has broken off, or not finished in time. */
export const attemptRefusals = {
  denied: {
    title: 'You didn’t give access, and that’s fine',
    text: [
      [
        'You cancelled at {platform}, so {org} can’t see or do anything with your account.',
        'You cancelled there, so nobody can see or do anything with your account.',
      ],
      [
        'If that was by accident, you can try again. If you have doubts, ask {sharer} what the access is for.',
        'If that was by accident, you can try again.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Try again' }],
    closes: true,
  },
  none_chosen: {
    title: 'You chose none of the accounts, and that’s fine',
    text: [
      [
        '{org} can’t see or do anything with them. The keys that {platform} gave were thrown away unused.',
        'Nobody can see or do anything with them. The keys that were given were thrown away unused.',
      ],
      [
        'If you have doubts, ask {sharer} what the access is for.',
        'If you have doubts, ask the person who sent the link what the access is for.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Try again' }],
    closes: true,
  },
  cancelled: {
    title: 'This attempt was cancelled',
    text: [
      [
        '“Cancel” was pressed in the window where it began, so what {platform} sent afterwards was thrown away unused.',
        '“Cancel” was pressed in the window where it began, so what came afterwards was thrown away unused.',
      ],
      'Your link still works if you want to start again.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Start again' }],
    closes: true,
  },
  missing_permission: {
    title: 'A permission is still missing',
    text: [
      [
        'To do what you agreed on, {org} also needs this: {missing}.',
        'To do what you agreed on, this has to be allowed too: {missing}.',
        'One of the things on the list was not allowed, and it can’t be left out.',
      ],
      ['{platform} will ask again. Leave this one switched on.', 'You will be asked again. Leave this one switched on.'],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: ['Allow it at {platform}', 'Allow it'] }],
    closes: true,
  },
  attempt_expired: {
    title: ['That took longer than {platform} allows', 'That took too long'],
    text: ['For your safety, an attempt ends after 15 minutes. Your link still works: open it to start again.'],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Start again' }],
  },
  confirm_expired: {
    title: 'The question has run out of time',
    text: [
      [
        'We asked whether it was you who started, and waited ten minutes for the answer. What {platform} sent was thrown away unused.',
        'We asked whether it was you who started, and waited ten minutes for the answer.',
      ],
      'Your link still works: open it to start again.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Start again' }],
  },
  choice_expired: {
    title: 'The choice has run out of time',
    text: [
      [
        'We asked which accounts to connect, and waited ten minutes for the answer. What {platform} sent was thrown away unused.',
        'We asked which accounts to connect, and waited ten minutes for the answer. What was sent was thrown away unused.',
      ],
      'Your link still works: open it to start again.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Start again' }],
  },
  other_browser_refused: {
    title: 'Stopped',
    text: [
      [
        '{org} got nothing: what {platform} sent was thrown away unused.',
        'Nobody got anything: what was sent was thrown away unused.',
      ],
      'If someone asked you to open this page, be careful with their next message.',
    ],
    reassurance: 'Nothing was connected.',
    closes: true,
  },
} as const satisfies Partial<Record<RefusalCode, RefusalText>>;
