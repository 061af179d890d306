import { inNode, type Mutation } from './mutation.ts';

const revocations = inNode('packages/backend/src/revocations.test.ts');
const approvals = inNode('packages/backend/src/approvals.test.ts');
const attachments = inNode('packages/backend/src/attachments.test.ts');

/** How access ends at the platforms, and what must not be ended with it. */
export const revocationMutations: readonly Mutation[] = [
  {
    name: 'revocation-shared',
    guards: 'An access that waits to be ended would take an account with it that is connected again by then.',
    file: 'packages/backend/src/revocations.ts',
    find: 'platform === undefined || (await storage.isAccountConnected(route, accountIds))',
    replace: 'platform === undefined',
    test: revocations,
  },
  {
    name: 'revocation-again',
    guards: 'An outage of the platform would leave it open to us what somebody has ended.',
    file: 'packages/backend/src/revocations.ts',
    find: 'await storage.settleRevocation(id, leaseId, { dueAt, failures });',
    replace: "await storage.finishRevocation(id, leaseId, 'given_up');",
    test: revocations,
  },
  {
    name: 'revocation-patience',
    guards: 'A platform that asks to be left alone for a day would never be told that an access has ended.',
    file: 'packages/backend/src/revocations.ts',
    find: 'if (at < end) {',
    replace: 'if (at + asked < end) {',
    test: revocations,
  },
  {
    name: 'revocation-whose',
    guards: 'A login whose account the platform does not tell would end a connection of the same person.',
    file: 'packages/backend/src/revocations.ts',
    find: 'if (access.accountIds.length === 0) {',
    replace: 'if (access.accountIds.length < 0) {',
    test: revocations,
  },
  {
    name: 'revocation-durable',
    guards: 'A process that dies would leave it open to us what somebody has ended.',
    file: 'packages/backend/src/endings.ts',
    find: 'if (revocation !== undefined) await tx.insertRevocation(revocation);',
    replace: '',
    test: revocations,
  },
  {
    name: 'revocation-outlived',
    guards: 'Whoever connects while their earlier access is being ended would get a connection that is dead.',
    file: 'packages/backend/src/attachments.ts',
    find: "if (waited === 'none') return;",
    replace: "if (waited !== 'late') return;",
    test: revocations,
  },
  {
    name: 'revocation-choice',
    guards: 'Accounts that nobody has chosen from would stay open to us at the platform.',
    file: 'packages/backend/src/jobs/sweep.ts',
    find: 'rows = await attempts.endAbandoned(rowsAtOnce);',
    replace: 'rows = 0;',
    test: revocations,
  },
  {
    name: 'revocation-route',
    guards: 'An account that comes by another login would stay open to us by the earlier one.',
    file: 'packages/backend/src/attachments.ts',
    find: 'const revocation = left && revocations.prepare(left);',
    replace: 'const revocation = left && undefined;',
    test: revocations,
  },
  {
    name: 'revocation-consent',
    guards: 'A platform’s late notice would end what its person has agreed to since.',
    file: 'packages/backend/src/arrival.ts',
    find: '    consentedAt: at,\n',
    replace: "    consentedAt: had?.consentedAt ?? at,\n",
    test: approvals,
  },
  {
    name: 'rotated-by-address',
    guards: 'A link’s old address would let people in whose node’s clock is ahead.',
    file: 'packages/backend/src/attachments.ts',
    find: 'counted.link.secretHash !== flow.linkSecretHash',
    replace: 'counted.link.secretAt > flow.createdAt',
    test: attachments,
  },
];
