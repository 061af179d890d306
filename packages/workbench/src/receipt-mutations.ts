import { inBrowsers, inNode, type Mutation } from './mutation.ts';

const hints = 'packages/backend/src/repair-hints.ts';
const page = 'packages/backend/src/http/receipt-pages.ts';

const repair = inBrowsers('repair-hint', 'SQLite');
const connections = inBrowsers('connections', 'SQLite');
const receipts = inNode('packages/backend/src/receipts.test.ts');
const ends = inBrowsers('receipts');
const attacks = inBrowsers('attacks', 'new address');
const operations = inNode('packages/backend/src/http/operations.test.ts', 'slot');
const events = inNode('packages/backend/src/events.test.ts');

/** How a connection is seen, repaired and ended by the person whose account it is. */
export const receiptMutations: readonly Mutation[] = [
  {
    name: 'repair-forged',
    guards: 'Whoever has a link could ask it whose accounts are behind it, one id after the other.',
    file: hints,
    find: 'if (cause instanceof VaultError) return undefined;',
    replace: 'if (cause instanceof VaultError) return hint;',
    test: repair,
  },
  {
    name: 'repair-link',
    guards: 'A repair address that somebody was sent for one link would tell its account to the holders of another.',
    file: hints,
    find: '`repair:${link}`',
    replace: '`repair:${link.length > 0}`',
    test: repair,
  },
  {
    name: 'repair-foreign',
    guards: 'A sharer could have an address made that names an account of another workspace.',
    file: 'packages/backend/src/link-rules.ts',
    find: 'if (row.workspace === link.workspace && leads) return row;',
    replace: 'if (leads) return row;',
    test: repair,
  },
  {
    name: 'repair-over',
    guards: 'An address that was sent long ago would go on telling whose account it was about.',
    file: hints,
    find: ' && isBroken(row) ? row : undefined',
    replace: ' ? row : undefined',
    test: repair,
  },
  {
    name: 'repair-anew',
    guards: 'Whoever once had an account could read, by an old address, what others have connected since and what it is called now.',
    file: hints,
    find: 'nameOf(row) === named && ',
    replace: '',
    test: inNode('packages/backend/src/takeovers.test.ts'),
  },
  {
    name: 'repair-account',
    guards: 'Whoever repairs with another account would connect that one beside it, and leave the broken one broken.',
    file: 'packages/backend/src/attachments.ts',
    find: 'if (matching.length === 0) throw refuse(repaired.handle);\n      return new Set(matching);',
    replace: 'return new Set(accounts);',
    test: repair,
  },
  {
    name: 'repair-again',
    guards: 'After one wrong account, the second try would take any.',
    file: 'packages/backend/src/attempts.ts',
    find: 'repairs: request.repairs ?? flow.repairs,',
    replace: 'repairs: request.repairs ?? null,',
    test: repair,
  },
  {
    name: 'repair-rotated',
    guards: 'A receipt would tell a link’s new address to those who came through the old one.',
    file: page,
    find: 'usable && over === null ? links.repairPathFor(link, found.receipt, connection) : null',
    replace: 'usable && over === null ? links.repairPathFor(link, { linkSecretHash: link.secretHash }, connection) : null',
    test: attacks,
  },
  {
    name: 'receipt-forget-site',
    guards: 'Another site could have deleted what is known of an account, in its owner’s name.',
    file: page,
    find: "      requireSameOrigin(exchange.req.raw, origin);\n      const props = await propsOf(exchange);\n      if (props.isOver) return answers.send(receiptPage(props), 'hosted');\n      const outcome = await deletions.forget(",
    replace: "      const props = await propsOf(exchange);\n      if (props.isOver) return answers.send(receiptPage(props), 'hosted');\n      const outcome = await deletions.forget(",
    test: receipts,
  },
  {
    name: 'receipt-anew',
    guards: 'Whoever had an account before would see and end the connection of those who have it now.',
    file: 'packages/backend/src/arrival.ts',
    find: 'if (had !== undefined && isAnew(had, link.id)) await tx.endReceipts(id, at);',
    replace: '',
    test: receipts,
  },
  {
    name: 'receipt-site',
    guards: 'Another site could disconnect an account in its owner’s name.',
    file: page,
    find: '      requireSameOrigin(exchange.req.raw, origin);\n      const props = await propsOf(exchange);\n      if (props.isOver) return answers.send(receiptPage(props), \'hosted\');\n      const outcome = await endings.end(',
    replace: '      const props = await propsOf(exchange);\n      if (props.isOver) return answers.send(receiptPage(props), \'hosted\');\n      const outcome = await endings.end(',
    test: connections,
  },
  {
    name: 'receipt-get',
    guards: 'A preview of a chat, or a scanner, that follows addresses would disconnect an account.',
    file: page,
    find: "app.post('/r/:receipt/disconnect'",
    replace: "app.on(['GET', 'POST'], '/r/:receipt/disconnect'",
    test: receipts,
  },
  {
    name: 'receipt-revoked-link',
    guards: 'Somebody whose link was switched off could no longer see, nor end, what they connected.',
    file: 'packages/backend/src/receipts.ts',
    find: 'if (connection === undefined || counted === undefined ||',
    replace: 'if (counted?.link.revokedAt !== null || connection === undefined || counted === undefined ||',
    test: connections,
  },
  {
    name: 'receipt-tokens',
    guards: 'After a disconnect, access would stay open at the platform.',
    file: 'packages/backend/src/endings.ts',
    find: "      if (ended.isRevoked) return 'revoked';\n",
    replace: "      if (ended !== undefined) return 'revoked';\n",
    test: connections,
  },
  {
    name: 'receipt-by-hand',
    guards: 'Somebody would read that all access has ended where only they can end it at the platform.',
    file: page,
    find: "receiptPage({ ...(await propsOf(exchange)), endConfirmed: outcome === 'revoked' })",
    replace: 'receiptPage({ ...(await propsOf(exchange)), endConfirmed: outcome !== undefined })',
    test: ends,
  },
  {
    name: 'receipt-actor',
    guards: 'Nobody could tell who has disconnected an account: the product, or one of its people.',
    file: 'packages/backend/src/connections.ts',
    find: "caller.session === undefined ? 'disconnected_by_product' : 'disconnected_by_sharer'",
    replace: "caller.session === null ? 'disconnected_by_sharer' : 'disconnected_by_product'",
    test: events,
  },
  {
    name: 'link-slot-address',
    guards: 'A page that may make links, and not reveal any, would be told the address of one that exists.',
    file: 'packages/backend/src/link-creation.ts',
    find: "throw new Problem('conflict', `The slot ${input.slot} belongs",
    replace: "return require(caller, taken.link.id, tx);\n          throw new Problem('conflict', `The slot ${input.slot} belongs",
    test: operations,
  },
  {
    name: 'link-slot-told',
    guards: 'A refusal would tell the address of a link to somebody who may not reveal it.',
    file: 'packages/backend/src/link-creation.ts',
    find: 'belongs to the link ${taken.link.id}. Use that one',
    replace: "belongs to the link ${taken.link.id}, ${withUrl({ ...taken, workspace, status: 'active' }).url}. Use that one",
    test: operations,
  },
  {
    name: 'repair-ended',
    guards: 'A repair address would name an account that its owner, or the sharer, has ended on purpose.',
    file: hints,
    find: "status === 'disconnected' && endedThere.has(reason)",
    replace: "status === 'disconnected' && reason !== null",
    test: repair,
  },
];
