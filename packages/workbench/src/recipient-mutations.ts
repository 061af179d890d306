import { inNode, type Mutation } from './mutation.ts';

const approvals = inNode('packages/backend/src/approvals.test.ts');
const attachments = inNode('packages/backend/src/attachments.test.ts');
const expected = inNode('packages/backend/src/expected-account.test.ts');
const pages = inNode('packages/backend/src/http/link-pages.test.ts');
const undos = inNode('packages/backend/src/undos.test.ts');

/** What is checked when an account arrives, and what its owner can take back. */
export const recipientMutations: readonly Mutation[] = [
  {
    name: 'recipient-approval-again',
    guards: 'An account that waits for approval would let itself in by coming a second time.',
    file: 'packages/backend/src/arrival.ts',
    find: "had?.status === 'pending_approval' || (!repairs && link.requiresApproval)",
    replace: '!repairs && link.requiresApproval',
    test: approvals,
  },
  {
    name: 'recipient-approval-token',
    guards: 'An account that nobody has approved could be used.',
    file: 'packages/backend/src/connections.ts',
    find: "row.status !== 'active' || row.tokensSealed === null",
    replace: 'row.tokensSealed === null',
    test: approvals,
  },
  {
    name: 'recipient-approval-link',
    guards: 'A link that was revoked, paused or lapsed meanwhile would still let in whoever waits.',
    file: 'packages/backend/src/approvals.ts',
    find: 'requireOpen(await links.judge(counted, tx), row);',
    replace: '',
    test: approvals,
  },
  {
    name: 'recipient-approval-reject',
    guards: 'Rejecting would end a connection that is in use.',
    file: 'packages/backend/src/approvals.ts',
    find: "if (status === 'pending_approval') return;",
    replace: "if (status !== 'disconnected') return;",
    test: approvals,
  },
  {
    name: 'recipient-expected-final',
    guards: 'An account would be connected to a link that is meant for another one since a moment ago.',
    file: 'packages/backend/src/attachments.ts',
    find: 'const wanted = await requireExpected(judged, flow, platform, accounts, tx);',
    replace: 'const wanted = new Set(accounts);',
    test: expected,
  },
  {
    name: 'recipient-expected-rule',
    guards: 'Whoever comes with the wrong account could insist, also where the sharer refuses it.',
    file: 'packages/backend/src/attachments.ts',
    find: "chosen.length > 0 && expected.onMismatch === 'warn'",
    replace: 'chosen.length > 0',
    test: expected,
  },
  {
    name: 'recipient-expected-read',
    guards: 'Another account would be connected without anybody having read that it is the wrong one.',
    file: 'packages/backend/src/attempts.ts',
    find: "request.acceptsOther && flow.errorCode === 'wrong_account'",
    replace: 'request.acceptsOther',
    test: expected,
  },
  {
    name: 'recipient-expected-kept',
    guards: 'An account that was refused would stay open to us at the platform.',
    file: 'packages/backend/src/attachments.ts',
    find: 'await revocations.revokeUnused(accessOf(platform.id, { exchange, accounts }));',
    replace: '',
    test: attachments,
  },
  {
    name: 'recipient-undo-browser',
    guards: 'Whoever began an attempt could end what somebody else has connected in another browser.',
    file: 'packages/backend/src/http/undo-pages.ts',
    find: "if (!knows) throw new Refused('flow_not_yours');",
    replace: '',
    test: undos,
  },
  {
    name: 'recipient-undo-site',
    guards: 'Another site could undo a connection in the person’s name.',
    file: 'packages/backend/src/http/undo-pages.ts',
    find: 'requireSameOrigin(exchange.req.raw, origin);\n      const { flow, knows }',
    replace: 'const { flow, knows }',
    test: undos,
  },
  {
    name: 'recipient-undo-minutes',
    guards: 'A connection could be undone by a page that was left open for hours.',
    file: 'packages/backend/src/undos.ts',
    find: "if (!isInTime(receipt)) return 'late';",
    replace: '',
    test: undos,
  },
  {
    name: 'recipient-undo-repair',
    guards: 'Undoing a repair would end a connection that was there before.',
    file: 'packages/backend/src/undos.ts',
    find: 'row.connectedAt === receipt.createdAt && row.consentedAt === receipt.createdAt && fresh.has(row.reason)',
    replace: 'row.connectedAt > 0',
    test: undos,
  },
  {
    name: 'recipient-opened',
    guards: 'Another site, or a scanner that follows addresses, could say that the client has opened the link.',
    file: 'packages/backend/src/http/link-pages.ts',
    find: 'requireSameOrigin(exchange.req.raw, origin);\n      await limitCalls(exchange);\n      await links.opened',
    replace: 'await limitCalls(exchange);\n      await links.opened',
    test: pages,
  },
  {
    name: 'recipient-another',
    guards: 'Whoever has connected the one account that a link is for would be invited to connect another, which is refused.',
    file: 'packages/backend/src/http/result-pages.ts',
    find: "return expected?.onMismatch !== 'refuse' ||",
    replace: "return expected?.onMismatch !== 'never' ||",
    test: expected,
  },
];
