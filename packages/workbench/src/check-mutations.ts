import { inNode, type Mutation } from './mutation.ts';

const checks = inNode('packages/backend/src/checks.test.ts');
const sqlite = inNode('packages/backend/src/storage/sqlite.test.ts', 'not checked for longest');

/** Guards of asking platforms whether a token still works, and what goes wrong without each. */
export const checkMutations: readonly Mutation[] = [
  {
    name: 'check-dead',
    guards: 'A product would be given a token that the platform has said to be dead.',
    file: 'packages/backend/src/checks.ts',
    find: "return { row: await refreshes.markNeedsReconnect(claimed, because ?? 'token_refused') };",
    replace: 'return release({ checkedAt: now() });',
    test: checks,
  },
  {
    name: 'check-outage',
    guards: 'An outage of the platform would cost people their connections.',
    file: 'packages/backend/src/checks.ts',
    find: "if (kind !== 'token_refused') {",
    replace: "if (kind === 'code_refused') {",
    test: checks,
  },
  {
    name: 'check-over',
    guards: 'A product would be given the very token that the platform has just refused.',
    file: 'packages/backend/src/checks.ts',
    find: 'const over = { refreshDueAt: now(), accessExpiresAt: now(), checkedAt: now() };',
    replace: 'const over = { refreshDueAt: now(), checkedAt: now() };',
    test: checks,
  },
  {
    name: 'check-renews',
    guards: 'A connection whose refresh token lives would be given up for its access token.',
    file: 'packages/backend/src/checks.ts',
    find: 'if (tokens.refreshToken !== null) return',
    replace: 'if (tokens.refreshToken === undefined) return',
    test: checks,
  },
  {
    name: 'check-release-lease',
    guards: 'A process that was asleep would call a token checked that another one is just checking, or renewing.',
    file: 'packages/backend/src/storage/connections.ts',
    find: "...columns.encodeChange(change) })\n        .where('id', '=', connection)\n        .where('refresh_lease_by', '=', leaseId)",
    replace: "...columns.encodeChange(change) })\n        .where('id', '=', connection)",
    test: sqlite,
  },
  {
    name: 'check-active',
    guards: 'Platforms would be asked every day about tokens of connections that are no longer, or not yet, in use.',
    file: 'packages/backend/src/storage/connections.ts',
    find: ".where('checked_at', '<=', before).where('status', '=', 'active')",
    replace: ".where('checked_at', '<=', before)",
    test: sqlite,
  },
];
