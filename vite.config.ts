import { defineConfig } from 'vitest/config';

/** Sources of our own packages instead of their built files; see tsconfig.json. */
const conditions = ['@connect/source'];

const postgres = 'packages/workbench/src/postgres.setup.ts';
const browsers = 'packages/workbench/src/browsers.setup.ts';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    // No test waits for the clock: these are limits of patience, for machines that are busy with something else. Whoever waits
    // for something inside a test waits less long than the test may take, so that a failure says what it waited for.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          include: ['packages/*/src/**/*.test.ts', 'examples/*/src/**/*.test.ts'],
          exclude: ['**/*.browser.test.ts', '**/node_modules/**', '**/dist/**', 'packages/e2e/**'],
          globalSetup: [postgres],
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['packages/e2e/src/**/*.test.ts'],
          fileParallelism: false,
          globalSetup: [browsers, postgres],
        },
      },
    ],
  },
});
