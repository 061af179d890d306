import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';

const worker = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage'];

/** msw's worker, from the very version that is installed; it may answer for the whole origin. */
const mockWorker = async (context, next) => {
  if (context.path !== '/mockServiceWorker.js') return next();
  context.type = 'text/javascript';
  context.set('Service-Worker-Allowed', '/');
  context.body = await readFile(worker, 'utf8');
};

/** Empty pages of our own origin for windows and frames: the test writes them. */
const blankPage = async (context, next) => {
  if (!/^\/(l|f|blank)\//.test(context.path)) return next();
  context.type = 'text/html';
  context.body = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Blank</title><body></body></html>';
};

export default {
  rootDir: new URL('../..', import.meta.url).pathname,
  files: 'packages/widget/src/**/*.browser.test.ts',
  nodeResolve: { exportConditions: ['@connect/source', 'browser', 'development'] },
  concurrency: 1,
  concurrentBrowsers: 1,
  browsers: [
    chromeLauncher({ launchOptions: { executablePath: process.env.CONNECT_CHROMIUM || '/usr/bin/chromium', headless: true, args: flags } }),
    // The launcher speaks WebDriver BiDi with Firefox, but would report it as "Chrome".
    Object.assign(
      chromeLauncher({ launchOptions: { browser: 'firefox', executablePath: process.env.CONNECT_FIREFOX || '/usr/bin/firefox-esr', headless: true } }),
      { name: 'Firefox' },
    ),
  ],
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: new URL('./tsconfig.json', import.meta.url).pathname })],
  middleware: [mockWorker, blankPage],
  // Limits of patience, none of them an assertion: a machine may be slow, and a test waits at several places.
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testFramework: { config: { ui: 'bdd', timeout: 120_000 } },
  testsFinishTimeout: 1_800_000,
};
