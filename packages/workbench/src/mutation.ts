/** A change that takes a guard away, and the test that must notice it. */
export interface Mutation {
  /** Short and unique; `npm run prove -- <part of it>` runs it alone. */
  readonly name: string;
  /** What would go wrong for whom, if the guard were not there. */
  readonly guards: string;
  /** The file with the guard, from the repository's root. */
  readonly file: string;
  /** A text that stands in the file exactly once, and what takes its place. */
  readonly find: string;
  readonly replace: string;
  /** What `vitest run` is told, so that it runs the tests that guard: project, file, and `-t` with a part of the name. */
  readonly test: readonly string[];
}

/** The tests of one file in Node, where they are named so. */
export const inNode = (file: string, names = ''): readonly string[] => ['--project', 'node', file, ...named(names)];

/** The journeys of one file, where they are named so. One that waits for what will not come fails soon. */
export const inBrowsers = (file: string, names = ''): readonly string[] => [
  '--project',
  'journeys',
  `packages/e2e/src/${file}.test.ts`,
  '--testTimeout=20000',
  ...named(names),
];

const named = (names: string): readonly string[] => (names === '' ? [] : ['-t', names]);
