import { inNode, type Mutation } from './mutation.ts';

const keeping = 'packages/backend/src/keys.ts';
const sealing = 'packages/backend/src/vault.ts';
const sealed = 'packages/backend/src/storage/sealed.ts';

const keys = inNode('packages/backend/src/keys.test.ts');
const command = inNode('packages/backend/src/keys-command.test.ts');
const tokens = inNode('packages/backend/src/sealed-tokens.test.ts');
const vault = inNode('packages/backend/src/vault.test.ts');
const sqlite = inNode('packages/backend/src/storage/sqlite.test.ts', 'sealed with other keys|new seal|knows a key');

/** What is sealed can be read by its own row and its own key, and by nothing else; and always by that. */
export const keyMutations: readonly Mutation[] = [
  {
    name: 'key-missing',
    guards: 'A start without a key would be accepted, and every row that needs it would fail one by one.',
    file: 'packages/backend/src/connect.ts',
    find: 'await admitKeys({ storage, vault, now })',
    replace: 'await Promise.resolve(admitKeys)',
    test: keys,
  },
  {
    name: 'key-in-use',
    guards: 'A key that still seals something could be left out, and what it has sealed be lost.',
    file: keeping,
    find: 'if (isUnused) await storage.forgetKey(id);',
    replace: "if (isUnused || place === 'missing') await storage.forgetKey(id);",
    test: keys,
  },
  {
    name: 'key-wrong',
    guards: 'Another key under a name that was used would start, and everything that was sealed would be unreadable.',
    file: keeping,
    find: 'row.fingerprint === fingerprintOf(keeper.vault, id)',
    replace: "row.fingerprint !== ''",
    test: keys,
  },
  {
    name: 'key-wrong-unrecorded',
    guards: 'The first start after an update would take any key of the right name for the right one.',
    file: keeping,
    find: 'if (!(cause instanceof VaultError)) throw cause;\n      return false;',
    replace: 'if (!(cause instanceof VaultError)) throw cause;',
    test: keys,
  },
  {
    name: 'key-fingerprint',
    guards: 'A wrong key would be taken for the right one from its second start on.',
    file: sealed,
    find: 'newest_since: sql`coalesce(sealing_keys.newest_since, excluded.newest_since)`',
    replace: 'newest_since: sql`coalesce(sealing_keys.newest_since, excluded.newest_since)`, fingerprint: sql`excluded.fingerprint`',
    test: sqlite,
  },
  {
    name: 'key-row',
    guards: 'Whoever can write to the database could put one account’s tokens into another one’s row, and be handed them.',
    file: sealing,
    find: '`${sealedStart(keyId)}${context}`',
    replace: '`${sealedStart(keyId)}${context.length > 0}`',
    test: vault,
  },
  {
    name: 'key-purpose',
    guards: 'A flow’s verifier could stand in for its code.',
    file: 'packages/backend/src/sealed-flow.ts',
    find: '`flow:${fid}:${secret}`',
    replace: '`flow:${fid}:${secret.length > 0}`',
    test: keys,
  },
  {
    name: 'key-tokens-row',
    guards: 'One connection’s tokens would open in another connection’s row.',
    file: 'packages/backend/src/sealed-tokens.ts',
    find: '`connection:${connection}`',
    replace: '`connection:${connection.length > 0}`',
    test: tokens,
  },
  {
    name: 'key-newest',
    guards: 'A new key would never seal anything, and the old one could never go.',
    file: sealing,
    find: 'const [newest] = ring;',
    replace: 'const newest = ring.at(-1) ?? ring[0];',
    test: vault,
  },
  {
    name: 'key-rotate-front',
    guards: 'The command would put the new key where it only opens.',
    file: 'packages/backend/src/keys-command.ts',
    find: '[known, ...entries.filter((entry) => entry !== known)]',
    replace: '[...entries.filter((entry) => entry !== known), known]',
    test: keys,
  },
  {
    name: 'key-can-go',
    guards: 'The operator would be told to throw a key away that rows still need.',
    file: 'packages/backend/src/keys-command.ts',
    find: "${isEmpty ? adviceOn(key) : ''}",
    replace: '${adviceOn(key)}',
    test: command,
  },
  {
    name: 'key-just-added',
    guards: 'In the first of two steps the operator would be told that the new key can go.',
    file: 'packages/backend/src/keys-command.ts',
    find: "use === 'never' ?",
    replace: "use === 'unknown' ?",
    test: command,
  },
  {
    name: 'key-status-looks',
    guards: 'Looking at the keys at a mistyped address would make a database there.',
    file: 'packages/backend/src/keys-command.ts',
    find: '{ create: false }',
    replace: '{ create: true }',
    test: command,
  },
  {
    name: 'key-status-older',
    guards: 'Looking at the keys of an older version that runs would fail in the middle, or count what that version knows nothing of.',
    file: 'packages/backend/src/keys-command.ts',
    find: "if (tables === 'older') {",
    replace: "if (tables === 'none') {",
    test: command,
  },
  {
    name: 'key-turns',
    guards: 'Two processes of which one has the older key in front would undo each other’s work for ever.',
    file: 'packages/backend/src/jobs/reseal.ts',
    find: ' || !(await maySealAnew(context))',
    replace: '',
    test: keys,
  },
  {
    name: 'key-former-webhook',
    guards: 'A kind of sealed text would be forgotten, and become unreadable when the old key goes.',
    file: 'packages/backend/src/resealing.ts',
    find: 'for (const kind of sealedKinds) {\n    let after',
    replace: "for (const kind of sealedKinds.filter((each) => each !== 'former_webhook')) {\n    let after",
    test: keys,
  },
  {
    name: 'key-batch',
    guards: 'Of a large table only the first rows would be sealed anew.',
    file: 'packages/backend/src/resealing.ts',
    find: 'if (last === undefined || rows.length < batch) break;',
    replace: 'if (last === undefined || rows.length <= batch) break;',
    test: keys,
  },
  {
    name: 'key-reseal-changed',
    guards: 'What was rotated or refreshed in the same moment would be overwritten by what it was before.',
    file: sealed,
    find: ' and ${column} = ${from} and',
    replace: ' and ${from} <> ${to} and',
    test: sqlite,
  },
  {
    name: 'key-reseal-refresh',
    guards: 'A refresh would take its own connection for another one, and throw the only good token away.',
    file: sealed,
    find: '(refresh_lease_until is null or refresh_lease_until <= ${now}) and refresh_attempt_at is null',
    replace: '${now} = ${now}',
    test: keys,
  },
  {
    name: 'key-count',
    guards: 'A key whose name another one resembles would be counted as that one.',
    file: sealed,
    find: 'substr(${column}, 1, ${sql.lit(start.length)}) = ${start}',
    replace: '${column} like ${`${start}%`}',
    test: sqlite,
  },
  {
    name: 'key-derived',
    guards: 'Whoever has one receipt would have the secret of all others.',
    file: sealing,
    find: "['derive', label, context]",
    replace: "['derive', label]",
    test: vault,
  },
];
