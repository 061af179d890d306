import { expect, it } from 'vitest';
import { circleIn, importsByFile, importsIn } from './imports.ts';

const all = importsByFile();
/** What is shipped; tests, and what is made for them, may look wherever they need. */
const shipped = [...all].filter(([file]) => !/\.test\.|\/src\/testing\//.test(file));

const backend = (place: string): RegExp => new RegExp(`^packages/backend/src/${place}`);
const ofBackend = (places: string): RegExp => new RegExp(`^packages/backend/src/(${places})|^@connect/sdk/contract$`);

/** Below the wiring, a noun of the product is a file of its own: links.ts, flows.ts, … */
const nounFile = '(?!(connect|command|keys-command|options|environment|index|bin|node)\\.ts$)[^/]+$';
const noun = backend(nounFile);

/** What the files of a room may import of ours; everything else of ours is another room's. */
const rooms: readonly (readonly [name: string, room: RegExp, may: RegExp])[] = [
  ['the contract', /^packages\/sdk\/src\/contract\//, /^packages\/sdk\/src\/contract\//],
  ['the SDK', /^packages\/sdk\//, /^packages\/sdk\/src\//],
  ['the flow of the button', /^packages\/widget\/src\/flow\//, /^packages\/widget\/src\/flow\/|^@connect\/sdk(\/contract)?$/],
  ['the widget', /^packages\/widget\//, /^packages\/widget\/src\/|^@connect\/sdk(\/contract)?$/],
  ['the emulators', /^packages\/emulators\//, /^packages\/emulators\/src\//],
  ['the backend', backend(''), ofBackend('')],
  ['its nouns', noun, ofBackend(`${nounFile}|(storage|platforms)/port\\.ts$|platforms/refusal\\.ts$|locales/`)],
  [
    'its HTTP side',
    backend('http/'),
    ofBackend('(http|pages|locales)/|(storage|platforms)/port\\.ts$|(?!(connect|command|environment|index|bin|node)\\.ts$)[^/]+$'),
  ],
  [
    'its pages',
    backend('pages/'),
    ofBackend('(pages|locales)/|(banner-view|problem|problem-guide|refusal-text|refusals|sentence|texts)\\.ts$'),
  ],
  ['its jobs', backend('jobs/'), ofBackend('jobs/|(storage|platforms)/port\\.ts$|(?!(connect|command|options|environment|index|bin|node)\\.ts$)[^/]+$')],
  ['its platforms', backend('platforms/'), ofBackend('platforms/|outbound(-error)?\\.ts$')],
  ['its storage', backend('storage/'), ofBackend('storage/|(secrets|sealed-text)\\.ts$')],
];

it.each(rooms)('%s: imports only what its place in the house allows', (_name, room, may) => {
  const files = shipped.filter(([file]) => room.test(file));
  expect(files.length).toBeGreaterThan(3);
  const wrong = files.flatMap(([file, targets]) =>
    targets.filter((target) => /^(packages|@connect)\//.test(target) && !may.test(target)).map((target) => `${file} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

/** Where a library may be imported, so that what it is for stays in one room. */
const libraries: readonly (readonly [name: RegExp, only: RegExp])[] = [
  [/^hono$/, /^packages\/(backend\/src\/http|emulators\/src)\//],
  [/^hono\/html$/, /^packages\/(backend\/src\/pages|emulators\/src\/pages)\//],
  [/^@hono\/node-server/, /\/src\/node\.ts$/],
  [/^(kysely|pg|better-sqlite3)(\/|$)/, backend('storage/')],
  [/^undici$/, /^packages\/(backend\/src\/(bounded-request|outbound)\.ts|workbench\/src\/bench\.ts)$/],
  [/^standardwebhooks$/, backend('webhook-secrets\\.ts$')],
  [/^ky$/, /^packages\/sdk\/src\/[^/]+$/],
  [/^msw(\/|$)/, /^packages\/sdk\/src\/mocks\//],
  [/^lit(\/|$)/, /^packages\/widget\/src\/[^/]+$/],
];

it.each(libraries)('%s is imported only at %s', (name, only) => {
  const users = shipped.filter(
    ([file, targets]) => !file.startsWith('packages/e2e/') && targets.some((target) => name.test(target)),
  );
  expect(users.length).toBeGreaterThan(0);
  expect(users.map(([file]) => file).filter((file) => !only.test(file))).toEqual([]);
});

it('no package reaches into another one’s files past its entries', () => {
  const folder = (path: string): string => path.split('/', 2).join('/');
  const past = [...all].flatMap(([file, targets]) =>
    targets
      .filter((target) => target.startsWith('packages/') && folder(target) !== folder(file))
      .map((target) => `${file} → ${target}`),
  );
  expect(past).toEqual([]);
});

it('nothing imports itself in a circle, not even types', () => {
  expect(circleIn(all)).toBeUndefined();
});

it('imports are found in all their forms, and circles too', () => {
  const code = [
    "import { a } from './a.ts';",
    "import type { B } from 'b';",
    "import {\n  c,\n  type D,\n} from '../c.ts';",
    "import './d.ts';",
    "export { e } from './e.ts';",
    "const f = await import('./f.ts');",
    "/**\n * import { g } from 'g';\n */",
    "export const h = 'from';",
  ].join('\n');
  expect(importsIn('x/y/z.ts', code)).toEqual(['x/y/a.ts', 'b', 'x/c.ts', 'x/y/d.ts', 'x/y/e.ts', 'x/y/f.ts']);
  expect(circleIn(new Map([['a', ['b']], ['b', ['c']], ['c', ['b']]]))).toEqual(['b', 'c', 'b']);
});
