import { inNode, type Mutation } from './mutation.ts';

const notices = inNode('packages/backend/src/notices.test.ts');
const deletions = inNode('packages/backend/src/deletions.test.ts');
const forgetting = inNode('packages/backend/src/forgetting.test.ts');
const sqlite = inNode('packages/backend/src/storage/sqlite.test.ts', 'forgets whose account|request to delete once');

/** That whoever asks to be forgotten is. */
export const deletionMutations: readonly Mutation[] = [
  {
    name: 'notice-outdated-deletion',
    guards: 'A request to delete that comes again would forget whoever has connected anew since.',
    file: 'packages/backend/src/deletions.ts',
    find: 'only: ({ consentedAt }) => isBefore(consentedAt, occurredAt),',
    replace: '',
    test: deletions,
  },
  {
    name: 'deletion-history',
    guards: 'The name of somebody who had everything deleted would still stand in the events.',
    file: 'packages/backend/src/storage/erasure.ts',
    find: "const personal = ['handle'];",
    replace: 'const personal: string[] = [];',
    test: notices,
  },
  {
    name: 'deletion-receipts',
    guards: 'Receipts of somebody who had everything deleted would still open.',
    file: 'packages/backend/src/storage/erasure.ts',
    find: "await db.deleteFrom('receipts').where('connection', '=', id).execute();",
    replace: '',
    test: sqlite,
  },
  {
    name: 'deletion-choice',
    guards: 'Ids, names and tokens of somebody who had everything deleted would stay in a choice of accounts.',
    file: 'packages/backend/src/deletions.ts',
    find: 'await attempts.endChoicesOf(routes, ids, { before, revokedBy });',
    replace: '',
    test: forgetting,
  },
  {
    name: 'deletion-durable',
    guards: 'A process that dies while it tells the platform would leave the name of somebody who had everything deleted.',
    file: 'packages/backend/src/endings.ts',
    find: 'if (erases) await erase(tx, row, ending);',
    replace: '',
    test: forgetting,
  },
  {
    name: 'deletion-guessed',
    guards: 'Whoever reads the database could find out by trying ids who had everything deleted.',
    file: 'packages/backend/src/deletions.ts',
    find: "createHmac('sha256', vault.derive('deletion', 'request', keyId)).update(fingerprint(request)).digest('base64url')",
    replace: "(keyId === '' ? createHmac('sha256', keyId).digest('base64url') : fingerprint(request))",
    test: forgetting,
  },
  {
    name: 'deletion-other-app',
    guards: 'What a person gave to the other app of Meta’s would stay open to us there.',
    file: 'packages/backend/src/deletions.ts',
    find: '        revokedBy,\n        erases: true,',
    replace: '        revokedBy: routes,\n        erases: true,',
    test: deletions,
  },
  {
    name: 'deletion-overtaken',
    guards: 'An account that was on its way while its person asked for deletion would be connected after it.',
    file: 'packages/backend/src/attachments.ts',
    find: 'await requireNotDeleted(platform, choice, tx);',
    replace: '',
    test: forgetting,
  },
  {
    name: 'deletion-interrupted',
    guards: 'A request to delete that a crash interrupts would never be carried out.',
    file: 'packages/backend/src/jobs/deletions.ts',
    find: 'void (await deletions.finishAll())',
    replace: 'void deletions',
    test: notices,
  },
  {
    name: 'deletion-once',
    guards: 'A request to delete that comes twice would have two codes, of which one says that nothing was found.',
    file: 'packages/backend/src/storage/deletions.ts',
    find: ".onConflict((conflict) => conflict.column('request_hash').doNothing())",
    replace: '',
    test: sqlite,
  },
];
