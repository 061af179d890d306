import { inNode, type Mutation } from './mutation.ts';

const rows = 'packages/backend/src/storage/webhook-deliveries.ts';
const sending = 'packages/backend/src/deliveries.ts';
const endpoints = 'packages/backend/src/webhooks.ts';
const inserted = 'packages/backend/src/storage/webhook-endpoints.ts';
const job = 'packages/backend/src/jobs/deliver.ts';
const names = 'packages/backend/src/name-resolver.ts';

const sqlite = inNode('packages/backend/src/storage/sqlite.test.ts', 'its turn|is failing one');
const postgres = inNode('packages/backend/src/storage/postgres.test.ts', 'takes no more endpoints');
const deliveries = inNode('packages/backend/src/deliveries.test.ts');
const webhooks = inNode('packages/backend/src/webhooks.test.ts');
const events = inNode('packages/backend/src/events.test.ts', 'told to keys alone');
const answers = inNode('packages/backend/src/delivery-answers.test.ts', 'say so in words');
const resolver = (part: string) => inNode('packages/backend/src/name-resolver.test.ts', part);

/** That nobody, by what their endpoint does or by what they ask for, stalls what is on its way to others. */
export const deliveryMutations: readonly Mutation[] = [
  {
    name: 'webhook-failing-one',
    guards: 'An endpoint that hangs for hours would take four places each time, and a few of them all places.',
    file: rows,
    find: 'when ${underWayToFailing} < ${toFailing} then 1',
    replace: 'when ${underWayToFailing} < ${toFailing} then ${perEndpoint}',
    test: sqlite,
  },
  {
    name: 'webhook-failing-few',
    guards: 'Many endpoints that hang for hours would take all places, one each.',
    file: job,
    find: 'const toFailing = 16;',
    replace: 'const toFailing = 64;',
    test: webhooks,
  },
  {
    name: 'webhook-crowded',
    guards: 'Some endpoints that hang would take four places each, until nobody else would hear of anything.',
    file: job,
    find: 'underWay < crowded ? perEndpoint : 1',
    replace: 'perEndpoint',
    test: webhooks,
  },
  {
    name: 'webhook-turns',
    guards: 'What waits for endpoints that hang would be sent first for ever, and nothing to the others.',
    file: rows,
    find: 'await claim({ after })) ??',
    replace: "await claim({ after: '' })) ??",
    test: sqlite,
  },
  {
    name: 'webhook-limit-at-once',
    guards: 'Whoever asks for many endpoints at once would get more than there may be.',
    file: inserted,
    find: 'if (count >= most) return false;',
    replace: '',
    test: webhooks,
  },
  {
    name: 'webhook-limit-locked',
    guards: 'On PostgreSQL, whoever asks for many endpoints at once would get more than there may be.',
    file: inserted,
    find: 'if (locksRows) await sql',
    replace: 'if (!locksRows) await sql',
    test: postgres,
  },
  {
    name: 'webhook-redeliver-parts',
    guards: 'One request for all that has not arrived would keep everybody else waiting.',
    file: endpoints,
    find: '        await setImmediate();\n',
    replace: '',
    test: webhooks,
  },
  {
    name: 'webhook-unsigned',
    guards: 'What cannot be signed would be tried every hour for ever.',
    file: sending,
    find: 'if (!(cause instanceof VaultError)) throw cause;',
    replace: 'if (cause instanceof Error) throw cause;',
    test: deliveries,
  },
  {
    name: 'webhook-arrived-meanwhile',
    guards: 'An endpoint would be disabled just after something has arrived there.',
    file: sending,
    find: "...(reason === 'failing' && { failingSince: endpoint.failingSince })",
    replace: '',
    test: deliveries,
  },
  {
    name: 'webhook-failing-moved',
    guards: 'An endpoint that was given a working address would be disabled for the days in which the former one failed.',
    file: 'packages/backend/src/webhooks.ts',
    find: '...(isMoved && { url, failingSince: null })',
    replace: '...(isMoved && { url })',
    test: deliveries,
  },
  {
    name: 'webhook-gone-moved',
    guards: 'An endpoint that was given a working address would be disabled for what the former one has just answered.',
    file: sending,
    find: 'if (current.url !== endpoint.url) {',
    replace: "if (current.url === '') {",
    test: deliveries,
  },
  {
    name: 'webhook-failing-untried',
    guards: 'After an outage of Connect’s own, one failure would disable an endpoint that is in order.',
    file: sending,
    find: 'return failingSince + untried;',
    replace: 'return failingSince + untried * 0;',
    test: deliveries,
  },
  {
    name: 'webhook-private',
    guards: 'An address that nothing can ever be sent to would be registered, and only deliveries tell.',
    file: 'packages/backend/src/endpoint-address.ts',
    find: 'if (!isPrivateLiteral(url) || isAllowed(url)) return undefined;',
    replace: 'if (!isPrivateLiteral(url) || !isAllowed(url)) return undefined;',
    test: webhooks,
  },
  {
    name: 'webhook-address-moved',
    guards: 'What is refused where an endpoint is registered could be brought in with a change.',
    file: 'packages/backend/src/webhooks.ts',
    find: 'if (isMoved) requireCallable(url);',
    replace: '',
    test: webhooks,
  },
  {
    name: 'webhook-certificate',
    guards: 'Whoever looks for the fault would be told that nobody is there, instead of what is wrong with the certificate.',
    file: 'packages/backend/src/bounded-request.ts',
    find: "if (ofCertificates.test(reason)) return 'bad_certificate';",
    replace: '',
    test: answers,
  },
  {
    name: 'webhook-reason-told',
    guards: 'Why an event did not arrive would be known to nobody but the server.',
    file: sending,
    find: 'failureReason: cause.message',
    replace: 'failureReason: null',
    test: answers,
  },
  {
    name: 'webhook-told-to-sessions',
    guards: 'A page’s script would learn of the endpoints of the whole product.',
    file: 'packages/backend/src/events.ts',
    find: "new Set(['webhook.disabled'])",
    replace: 'new Set()',
    test: events,
  },
  {
    name: 'names-silent',
    guards: 'One endpoint whose name servers are silent would keep whoever shares its look-up waiting, and all its events in turn.',
    file: names,
    find: 'setTimeout(() => resolver.cancel(), timeoutMs)',
    replace: 'setTimeout(() => undefined, timeoutMs)',
    test: resolver('at the time limit it is over'),
  },
  {
    name: 'names-at-once',
    guards: 'Every event for one endpoint would ask its name servers anew, all at the same time.',
    file: names,
    find: 'if (asked !== undefined) return asked;',
    replace: 'if (asked === undefined) void asked;',
    test: resolver('shares one'),
  },
  {
    name: 'names-of-this-machine',
    guards: 'A name server could say that localhost is elsewhere; and a search for it would leave the machine.',
    file: names,
    find: 'if (isLocal(name)) return local;',
    replace: '',
    test: resolver('this machine'),
  },
];
