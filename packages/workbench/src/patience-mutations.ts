import { inNode, type Mutation } from './mutation.ts';

const patience = inNode('packages/backend/src/patience.test.ts');

/** Guards of leaving a platform alone that asks for it or does not answer, and what goes wrong without each. */
export const patienceMutations: readonly Mutation[] = [
  {
    name: 'patience-said',
    guards: 'A product that asks for a token in a loop would hammer a platform that has said for how long to wait.',
    file: 'packages/backend/src/patience.ts',
    find: 'now + (retryAfterMs > 0 ? retryAfterMs : unsaid)',
    replace: 'now + unsaid',
    test: patience,
  },
  {
    name: 'patience-unsaid',
    guards: 'A product that asks for a token in a loop would hammer a platform that is down.',
    file: 'packages/backend/src/patience.ts',
    find: 'retryAfterMs > 0 ? retryAfterMs : unsaid',
    replace: 'retryAfterMs',
    test: patience,
  },
  {
    name: 'patience-kept',
    guards: 'What a platform has asked for would be forgotten with the process that heard it.',
    file: 'packages/backend/src/refreshes.ts',
    find: 'leftAloneUntil: Math.min(leaveAlone(failure, now()), next),',
    replace: '',
    test: patience,
  },
  {
    name: 'patience-renewal',
    guards: 'A limit that a check has met would be run into again by the renewal.',
    file: 'packages/backend/src/refreshes.ts',
    find: 'if (left > 0) {',
    replace: 'if (left < 0) {',
    test: patience,
  },
  {
    name: 'patience-check',
    guards: 'The background would ask a platform that has just told somebody else to wait.',
    file: 'packages/backend/src/checks.ts',
    find: 'if (left > 0) return putOff(left);',
    replace: '',
    test: patience,
  },
  {
    name: 'patience-end',
    guards: 'A connection whose token has ended for good would be called alive until a wait of up to a day is over.',
    file: 'packages/backend/src/refresh-due.ts',
    find: '? last : end;',
    replace: '? last : wanted;',
    test: inNode('packages/backend/src/postponed-refreshes.test.ts'),
  },
  {
    name: 'patience-consent',
    guards: 'Somebody who has connected again would wait for what the platform said of their old token.',
    file: 'packages/backend/src/arrival.ts',
    find: '    leftAloneUntil: null,\n',
    replace: '',
    test: patience,
  },
];
