import { defineConfig } from 'vitest/config';

/** Sources of our own packages instead of their built files; see tsconfig.json. */
const conditions = ['@connect/source'];

const postgres = 'packages/workbench/src/postgres.setup.ts';
const browsers = 'packages/workbench/src/browsers.setup.ts';

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          // No test waits for the clock; this is for machines that are busy with something else.
          testTimeout: 30_000,
          hookTimeout: 60_000,
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
          fileParallelism: false,
          globalSetup: [browsers, postgres],
        },
      },
    ],
  },
});
