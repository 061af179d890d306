import { inNode, type Mutation } from './mutation.ts';

const access = inNode('packages/backend/src/http/access.test.ts');
const sessions = inNode('packages/backend/src/sessions.test.ts');
const events = inNode('packages/backend/src/events.test.ts');
const origins = inNode('packages/backend/src/http/cross-origin.test.ts');
const operations = inNode('packages/backend/src/http/operations.test.ts');

/** What a session may not, and what is told of what was done with it. */
export const sessionMutations: readonly Mutation[] = [
  {
    name: 'session-ability',
    guards: 'A page that may only read could make, reveal and revoke links.',
    file: 'packages/backend/src/http/callers.ts',
    find: "ability !== 'any' && !can.includes(ability)",
    replace: "ability !== 'any' && can.length < 0",
    test: access,
  },
  {
    name: 'session-key-only',
    guards: 'A page could read access tokens of the platforms, change settings, and make itself sessions.',
    file: 'packages/backend/src/http/callers.ts',
    find: 'if (ability === undefined) {',
    replace: 'if (id === undefined) {',
    test: access,
  },
  {
    name: 'session-workspace',
    guards: 'A session of one customer could read and change what is another customer’s.',
    file: 'packages/backend/src/caller.ts',
    find: 'session === undefined || session.workspace === workspace',
    replace: "session?.workspace !== ''",
    test: access,
  },
  {
    name: 'session-end',
    guards: 'A token that was left behind in a browser would work for ever.',
    file: 'packages/backend/src/sessions.ts',
    find: 'if (row.expiresAt <= now())',
    replace: 'if (row.expiresAt < 0)',
    test: access,
  },
  {
    name: 'session-revoked',
    guards: 'Somebody who signed out, or was dismissed, could go on.',
    file: 'packages/backend/src/sessions.ts',
    find: 'if (row.revokedAt !== null)',
    replace: 'if (row.revokedAt === 0)',
    test: access,
  },
  {
    name: 'session-replay',
    guards: 'Each repetition of a lost answer would leave one more token that works.',
    file: 'packages/backend/src/sessions.ts',
    find: 'if (first?.revokedAt === null)',
    replace: 'if (first?.revokedAt === 0)',
    test: sessions,
  },
  {
    name: 'session-sharer',
    guards: 'Recipients would read the name of a sharer that a page made up.',
    file: 'packages/backend/src/link-rules.ts',
    find: 'if (session !== undefined) return session;',
    replace: 'if (session !== undefined && input.sharedBy === undefined) return session;',
    test: sessions,
  },
  {
    name: 'session-settings',
    guards: 'Every page of a sharer would be told where links may be embedded and lead back to.',
    file: 'packages/backend/src/workspaces.ts',
    find: 'caller.session === undefined &&',
    replace: 'caller.principal !== undefined &&',
    test: sessions,
  },
  {
    name: 'session-waiting',
    guards: 'A revoked session that waits for events would hear what happens after its end.',
    file: 'packages/backend/src/events.ts',
    find: 'await sessions.requireStill(caller);',
    replace: '',
    test: events,
  },
  {
    name: 'event-actor',
    guards: 'Nobody could tell which sharer has revealed or revoked a link.',
    file: 'packages/backend/src/caller.ts',
    find: "{ kind: 'sharer', name: session.name, email: session.email }",
    replace: "{ kind: 'product', name: null, email: null }",
    test: events,
  },
  {
    name: 'event-cursor',
    guards: 'A cursor of another workspace, or of a database that was set back, would miss events without a word.',
    file: 'packages/backend/src/event-cursor.ts',
    find: 'match?.[2] === workspace && seq <= last',
    replace: 'match !== null',
    test: events,
  },
  {
    name: 'event-wake',
    guards: 'A new account would show up to a second late in an open page.',
    file: 'packages/backend/src/announced-storage.ts',
    find: '    changed(workspace);\n',
    replace: '',
    test: events,
  },
  {
    name: 'key-only-origin',
    guards: 'Pages of any origin could read what is for servers only.',
    file: 'packages/backend/src/http/cross-origin.ts',
    find: "access === 'secret' || session !== undefined",
    replace: "access !== 'secret' || session === undefined",
    test: origins,
  },
  {
    name: 'link-slot',
    guards: 'Two sharers who open the same page at once would make two links of one slot.',
    file: 'packages/backend/src/link-creation.ts',
    find: 'if (taken !== undefined) {',
    replace: 'if (taken === null) {',
    test: operations,
  },
  {
    name: 'session-short',
    guards: 'A page whose sessions last a minute would ask its server for another one before every call.',
    file: 'packages/sdk/src/session-source.ts',
    find: 'Math.min(60_000, lifeMs / 5)',
    replace: 'Math.min(60_000, lifeMs)',
    test: inNode('packages/sdk/src/session-client.test.ts'),
  },
];
