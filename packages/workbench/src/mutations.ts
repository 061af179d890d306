import { checkMutations } from './check-mutations.ts';
import { clockMutations } from './clock-mutations.ts';
import { deletionMutations } from './deletion-mutations.ts';
import { deliveryMutations } from './delivery-mutations.ts';
import { facebookMutations } from './facebook-mutations.ts';
import { guardMutations } from './guard-mutations.ts';
import { jobMutations } from './job-mutations.ts';
import { journeyMutations } from './journey-mutations.ts';
import { keyMutations } from './key-mutations.ts';
import { inNode, type Mutation } from './mutation.ts';
import { noticeMutations } from './notice-mutations.ts';
import { patienceMutations } from './patience-mutations.ts';
import { receiptMutations } from './receipt-mutations.ts';
import { recipientMutations } from './recipient-mutations.ts';
import { renewalMutations } from './renewal-mutations.ts';
import { revocationMutations } from './revocation-mutations.ts';
import { sessionMutations } from './session-mutations.ts';
import { sharerMutations } from './sharer-mutations.ts';
import { signatureMutations } from './signature-mutations.ts';
import { webhookMutations } from './webhook-mutations.ts';

const gateMutations: readonly Mutation[] = [
  {
    name: 'gate-skipped',
    guards: 'A skipped test would pass the gate, and nobody would notice that it proves nothing.',
    file: 'packages/workbench/src/tally.ts',
    find: 'report.numFailedTests + report.numPendingTests + report.numTodoTests',
    replace: 'report.numFailedTests',
    test: inNode('packages/workbench/src/tally.test.ts'),
  },
  {
    name: 'gate-empty',
    guards: 'A run that finds no test at all would pass the gate.',
    file: 'packages/workbench/src/tally.ts',
    find: '(broken || count.passed === 0)',
    replace: 'broken',
    test: inNode('packages/workbench/src/tally.test.ts'),
  },
];

/** Guards whose absence a named test has to notice. Where the code moves on, its line here moves with it. */
export const mutations: readonly Mutation[] = [
  ...gateMutations,
  ...guardMutations,
  ...recipientMutations,
  ...revocationMutations,
  ...sessionMutations,
  ...journeyMutations,
  ...sharerMutations,
  ...jobMutations,
  ...clockMutations,
  ...checkMutations,
  ...patienceMutations,
  ...renewalMutations,
  ...webhookMutations,
  ...deliveryMutations,
  ...signatureMutations,
  ...noticeMutations,
  ...deletionMutations,
  ...keyMutations,
  ...facebookMutations,
  ...receiptMutations,
];
