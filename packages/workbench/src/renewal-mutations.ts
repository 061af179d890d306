import { inBrowsers, inNode, type Mutation } from './mutation.ts';

const renewals = 'packages/backend/src/refreshes.ts';

const postponed = inNode('packages/backend/src/postponed-refreshes.test.ts');
const removed = inNode('packages/backend/src/removed-permissions.test.ts');

/** A renewal that is put off comes before the token's end, and one that brings less than is required says so. */
export const renewalMutations: readonly Mutation[] = [
  {
    name: 'refresh-last-try',
    guards: 'Somebody whose platform asked for patience once would have to connect again, although nothing is wrong.',
    file: 'packages/backend/src/refresh-due.ts',
    find: 'return last >= now + minute ? last : end;',
    replace: 'return end;',
    test: postponed,
  },
  {
    name: 'refresh-shorter-waits',
    guards: 'An outage that is over long before a token’s end would cost the connection, because the next try comes after it.',
    file: 'packages/backend/src/refresh-due.ts',
    find: 'Math.min(wait, Math.max(jittered(Math.floor((end - now) / 2)), minute))',
    replace: 'wait',
    test: postponed,
  },
  {
    name: 'refresh-last-try-alone',
    guards: 'A token would end unrenewed because its platform asked for patience when the token was checked.',
    file: renewals,
    find: 'leftAloneUntil: Math.min(now() + left, next)',
    replace: 'leftAloneUntil: row.leftAloneUntil',
    test: postponed,
  },
  {
    name: 'refresh-exchange-put-off',
    guards: 'A platform that asked for patience while somebody connected would be asked again in the next second.',
    file: 'packages/backend/src/platforms/meta-graph.ts',
    find: '...(retryAfterMs !== undefined && { exchangeFrom: now() + retryAfterMs }),',
    replace: '',
    test: inNode('packages/backend/src/platforms/instagram.test.ts', 'puts off'),
  },
  {
    name: 'refresh-permission-removed',
    guards: 'A product would go on with a token that lacks what it requires, and nobody would be told.',
    file: renewals,
    find: 'if (removed.length > 0) {',
    replace: 'if (removed.length < 0) {',
    test: removed,
  },
  {
    name: 'refresh-permission-required-since',
    guards: 'Whoever requires one more permission would break all connections there are within hours.',
    file: renewals,
    find: ' && row.scopesGranted.includes(scope)',
    replace: '',
    test: removed,
  },
  {
    name: 'refresh-permission-unsaid',
    guards: 'A platform that does not name permissions at a renewal would be taken for one that grants none.',
    file: renewals,
    find: 'scopes === null || scopes.length === 0 ? null : scopes',
    replace: 'scopes',
    test: removed,
  },
  {
    name: 'refresh-permission-tokens',
    guards: 'The access to an account whose permission was taken away could not be ended at its platform any more.',
    file: renewals,
    find: "...(reason !== 'permission_removed' && { tokensSealed: null, accessExpiresAt: null }),",
    replace: 'tokensSealed: null, accessExpiresAt: null,',
    test: removed,
  },
  {
    name: 'refresh-late-exchange',
    guards: 'Somebody who waits for approval, and came while the platform was out, would have to connect again after an hour.',
    file: 'packages/backend/src/late-exchanges.ts',
    find: 'if (!tokens.provisional) {',
    replace: 'if (tokens.provisional) {',
    test: inBrowsers('first-hour', 'SQLite.*instagram.*waits for approval'),
  },
];
