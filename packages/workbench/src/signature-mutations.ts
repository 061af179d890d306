import { inNode, type Mutation } from './mutation.ts';

const verifying = 'packages/sdk/src/verify-webhook.ts';
const signing = 'packages/backend/src/webhook-secrets.ts';
const outside = 'packages/backend/src/outbound.ts';
const bounds = 'packages/backend/src/bounded-request.ts';

const verify = inNode('packages/sdk/src/verify-webhook.test.ts');
const deliveries = inNode('packages/backend/src/deliveries.test.ts');
const outbound = (names: string) => inNode('packages/backend/src/outbound.test.ts', names);
const addresses = inNode('packages/backend/src/public-address.test.ts');

/** What is sent to addresses that others have chosen: how it is signed and believed, and where it may go. */
export const signatureMutations: readonly Mutation[] = [
  {
    name: 'signature-any',
    guards: 'Anybody could tell a product anything in our name.',
    file: verifying,
    find: '(await Promise.all(checks)).includes(true)',
    replace: '(await Promise.all(checks)).length > 0',
    test: verify,
  },
  {
    name: 'signature-none',
    guards: 'A message without any signature that can be read would be believed.',
    file: verifying,
    find: 'if (!(await Promise.all(checks)).includes(true)) {',
    replace: 'if (checks.length > 0 && !(await Promise.all(checks)).includes(true)) {',
    test: verify,
  },
  {
    name: 'signature-version',
    guards: 'A signature of another version, whose meaning nobody knows, would count.',
    file: verifying,
    find: "text.startsWith('v1,') ? [bytesOf(text.slice(3))] : []",
    replace: "[bytesOf(text.slice(text.indexOf(',') + 1))]",
    test: verify,
  },
  {
    name: 'signature-several',
    guards: 'While a secret is replaced, receivers with the other one would refuse everything.',
    file: verifying,
    find: ".split(' ', 16)",
    replace: ".split(' ', 1)",
    test: verify,
  },
  {
    name: 'signature-secrets',
    guards: 'A receiver with several secrets would believe the first one alone.',
    file: verifying,
    find: 'return Promise.all(known.map((key) =>',
    replace: 'return Promise.all(known.slice(0, 1).map((key) =>',
    test: verify,
  },
  {
    name: 'signature-empty-secret',
    guards: 'A receiver whose secret is not set would believe whoever signs with nothing.',
    file: verifying,
    find: 'key !== undefined && key.length >= 24',
    replace: 'key !== undefined',
    test: verify,
  },
  {
    name: 'signature-old',
    guards: 'Whoever has recorded a message could send it again for ever.',
    file: verifying,
    find: 'Math.abs(age) > toleranceSeconds',
    replace: '-age > toleranceSeconds',
    test: verify,
  },
  {
    name: 'signature-future',
    guards: 'A message that was dated ahead could be sent again for as long.',
    file: verifying,
    find: 'Math.abs(age) > toleranceSeconds',
    replace: 'age > toleranceSeconds',
    test: verify,
  },
  {
    name: 'signature-no-time',
    guards: 'A time that is no number would never be too old.',
    file: verifying,
    find: '!/^\\d{1,12}$/.test(timestamp) || ',
    replace: '',
    test: verify,
  },
  {
    name: 'signature-first',
    guards: 'Anybody could find out the receiver’s clock and tolerance, without any secret.',
    file: verifying,
    find: '  const given = signature\n',
    replace:
      "  if (Math.abs(now() / 1000 - Number(timestamp)) > toleranceSeconds) throw refuse('webhook_expired', 'It was sent at another time.');\n  const given = signature\n",
    test: verify,
  },
  {
    name: 'signature-endless',
    guards: 'Anybody could fill the receiver’s memory with a body that does not end.',
    file: 'packages/sdk/src/webhook-body.ts',
    find: 'if (length > largest) {',
    replace: 'if (length > largest * 100) {',
    test: verify,
  },
  {
    name: 'signature-rotation',
    guards: 'From the moment of a rotation on, every receiver would refuse what comes.',
    file: signing,
    find: '...(isRotating ? [previousSealed] : [])',
    replace: '',
    test: deliveries,
  },
  {
    name: 'signature-rotation-end',
    guards: 'A secret that was replaced because it leaked would sign for ever.',
    file: signing,
    find: ' && previousUntil > message.now',
    replace: '',
    test: deliveries,
  },
  {
    name: 'outbound-literal',
    guards: 'An address that is written as a number would be called on the inside.',
    file: outside,
    find: 'isIP(literal) !== 0 && !isPublicAddress(literal)',
    replace: 'isIP(literal) < 0',
    test: outbound('literal address'),
  },
  {
    name: 'outbound-guarded',
    guards: 'A name that resolves to the inside would be called.',
    file: outside,
    find: 'const connect = isAllowed ? direct : guarded;',
    replace: 'const connect = isAllowed ? guarded : direct;',
    test: outbound('for the addresses that it resolves to'),
  },
  {
    name: 'outbound-pinned',
    guards: 'A name could show a public address to the check and a private one to the socket.',
    file: 'packages/backend/src/public-address.ts',
    find: 'callback(null, permitted.map(({ address, family }) => ({ address, family })));',
    replace: 'void resolve(hostname).then((again) => callback(null, again.map(({ address, family }) => ({ address, family }))));',
    test: addresses,
  },
  {
    name: 'outbound-http',
    guards: 'Events would travel in the open.',
    file: outside,
    find: "if (url.protocol !== 'https:') throw refusedHost(url, 'it is not https');",
    replace: '',
    test: outbound('only https'),
  },
  {
    name: 'outbound-port',
    guards: 'A host that is allowed for one service would be open on all its ports.',
    file: outside,
    find: 'allowed.has(hostAndPort(url))',
    replace: "[...allowed].some((host) => host.split(':')[0] === url.hostname)",
    test: outbound('allowed host'),
  },
  {
    name: 'outbound-redirect',
    guards: 'A public address could send us on to a private one.',
    file: bounds,
    find: "throw new OutboundError('redirected', ",
    replace:
      "return await boundedRequest({ ...request, url: new URL(String(response.headers['location']), url) });\n      throw new OutboundError('redirected', ",
    test: deliveries,
  },
  {
    name: 'outbound-size',
    guards: 'An answer without end would fill the memory.',
    file: bounds,
    find: '    maxResponseSize: maxBytes,\n',
    replace: '',
    test: outbound('not a byte larger'),
  },
  {
    name: 'outbound-size-decoded',
    guards: 'A small answer could unpack itself to gigabytes.',
    file: bounds,
    find: '{ maxOutputLength: maxBytes }',
    replace: '{ maxOutputLength: maxBytes * 1e4 }',
    test: outbound('a compressed answer'),
  },
  {
    name: 'outbound-time',
    guards: 'A receiver that answers a byte at a time would hold its place for hours.',
    file: bounds,
    find: '  }, timeoutMs);',
    replace: '  }, timeoutMs * 1000);',
    test: outbound('a drip of bytes'),
  },
  {
    name: 'outbound-webhook-size',
    guards: 'A receiver could send us megabytes with every event.',
    file: 'packages/backend/src/deliveries.ts',
    find: 'maxBytes: 65_536 }',
    replace: 'maxBytes: 65_536_000 }',
    test: deliveries,
  },
];
