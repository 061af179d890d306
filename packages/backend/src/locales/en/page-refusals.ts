import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';

/** Why a page is not shown, or a button does nothing. */
export const pageRefusals = {
  cookies_blocked: {
    title: 'Your browser needs to remember one thing',
    text: [
      'To be sure that you are the one who started, we need one cookie during the connection. It is gone when you’re done.',
      [
        'Allow cookies for {host}, or open the link in another browser.',
        'Allow cookies for this page, or open the link in another browser.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'retry', label: 'Try again' },
      { kind: 'copy', label: 'Copy the link' },
    ],
  },
  flow_conflict: {
    title: 'This window has already been used',
    text: [
      'It belongs to another attempt, so it can’t start this one. Close it, open your link again and press the button there.',
    ],
    reassurance: 'Nothing new was connected.',
    actions: [{ kind: 'retry', label: 'Start again' }],
    closes: true,
  },
  flow_not_yours: {
    title: 'There is nothing to see here',
    text: [
      'This address shows something only in the browser where it began, and only for a short time.',
      'If you were connecting an account, go back to the window where you started, or open your link again.',
    ],
  },
  too_many_attempts: {
    title: 'Please wait a minute',
    text: [
      [
        'There were many attempts from your network. You can go on in {seconds} seconds.',
        'There were many attempts from your network. You can go on soon.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  },
  receipt_not_found: {
    title: 'We can’t find this receipt',
    text: [
      'The address may be incomplete, or the connection was removed along with its data.',
      [
        'To be sure that no access is left, look for {product} among the connected apps in the settings of your account: “Apps and websites” at Instagram, “Business integrations” at Facebook, “Apps and services permissions” at TikTok.',
        'To be sure that no access is left, look among the connected apps in the settings of your account: “Apps and websites” at Instagram, “Business integrations” at Facebook, “Apps and services permissions” at TikTok.',
      ],
    ],
  },
  not_from_here: {
    title: 'We didn’t act on that',
    text: [
      'The request came from another website, not from a button on our own page, so we left it alone.',
      'If you wanted to connect an account, open your link again and use the button there. If you wanted to end a connection, open your receipt.',
    ],
    reassurance: 'Nothing was changed.',
  },
  internal_error: {
    title: 'We couldn’t finish this',
    text: [
      ['The fault is on our side at {product}, not with your account.', 'The fault is on our side, not with your account.'],
      [
        'Try again in a few minutes. If it happens again, send {sharer} this reference: {ref}',
        'Try again in a few minutes. If it happens again, mention this reference: {ref}',
        'Try again in a few minutes.',
      ],
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Try again' }],
    reference: true,
  },
} as const satisfies Partial<Record<RefusalCode, RefusalText>>;
