import type { RefusalCode } from '@connect/sdk/contract';
import type { RefusalText } from '../../refusal-text.ts';

/** Why a platform gives nothing. */
export const platformRefusals = {
  platform_unavailable: {
    title: ['{platform} isn’t answering', 'The platform isn’t answering'],
    text: [
      [
        'We asked {platform} and got no useful reply. This is usually over in a few minutes.',
        'We asked and got no useful reply. This is usually over in a few minutes.',
      ],
      'Your link still works: try again, or come back later today.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'retry', label: 'Try again' }],
  },
  platform_limit: {
    title: ['{platform} allows no more connections today', 'No more connections are possible today'],
    text: [
      [
        '{platform} limits how many people {product} may connect in a day, and today’s number is used up.',
        'The number of people who may connect in a day is used up.',
      ],
      'Please come back tomorrow with the same link.',
    ],
    reassurance: 'Nothing was connected.',
    actions: [{ kind: 'write', label: 'Write to {sharer}' }],
  },
  platform_setup: {
    title: ['{product} needs to fix something first', 'Something has to be set right first'],
    text: [
      [
        '{platform} refused because of a setting at {product}. You can’t change that from here.',
        'The platform refused because of a setting. You can’t change that from here.',
      ],
      ['We’ve noted what {platform} said, so {product} can find it.', 'We’ve noted what it said, so that it can be found.'],
    ],
    reassurance: 'Nothing was connected.',
    actions: [
      { kind: 'write', label: 'Write to {sharer}' },
      { kind: 'retry', label: 'Try again' },
    ],
    reference: true,
  },
} as const satisfies Partial<Record<RefusalCode, RefusalText>>;
