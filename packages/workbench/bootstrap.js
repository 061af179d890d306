// Plain JavaScript that imports nothing of npm's: it runs on a machine where nothing is installed yet, under
// whatever Node that machine has. It installs what is missing and goes on under the Node that the project pins.
import { spawn } from 'child_process';
import { existsSync, readFileSync } from 'fs';
import { delimiter, dirname, join, sep } from 'path';
import { fileURLToPath, pathToFileURL } from 'url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const pinnedNode = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const commands = ['start', 'check', 'build', 'assets', 'measure', 'bench', 'prove', 'openapi', 'lockfile'];

/** The oldest Node whose npm can install the rest. */
const oldestNode = 18;

const [command, ...args] = process.argv.slice(2);

if (Number(process.versions.node.split('.')[0]) < oldestNode) {
  refuse(
    `Connect needs Node ${oldestNode} or newer to install itself, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
} else if (!commands.includes(command)) {
  refuse(`There is no command "${command}"; there are ${commands.join(', ')}.`);
} else {
  main();
}

async function main() {
  const reason = whyInstall();
  if (reason !== undefined) {
    console.log(`Installing packages with npm ci (about half a minute), because ${reason}.`);
    // npm's own warnings are about this machine's older Node, which only installs: nothing of the project runs on it.
    const result = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
      env: Object.assign({}, process.env, { PATH: pathOfTheMachine() }),
      shell: process.platform === 'win32',
    });
    if (result.error !== undefined) {
      return refuse(
        result.error.code === 'ENOENT'
          ? 'npm was not found: install it (on Debian: apt-get install npm; it also comes with Node from https://nodejs.org).'
          : `npm could not be started: ${result.error.message}`,
      );
    }
    if (result.signal !== null) return end(result);
    if (result.code !== 0) return refuse('npm ci failed, so nothing was started; what it says is above.');
    if (!existsSync(pinnedNode)) {
      return refuse(
        'npm ci left out the pinned Node (node_modules/node/bin/node): allow install scripts (npm config set ignore-scripts false) and run this again.',
      );
    }
  }
  const sources = join(root, 'packages', 'workbench', 'src');
  const lifeline = `--import=${pathToFileURL(join(sources, 'lifeline.ts')).href}`;
  const script = join(sources, `${command}.ts`);
  end(
    await run(pinnedNode, ['--conditions=@connect/source', lifeline, script].concat(args), {
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    }),
  );
}

/** What is missing in node_modules compared with package-lock.json, as the end of a sentence. */
function whyInstall() {
  const installed = packagesIn(join(modules, '.package-lock.json'));
  if (installed === undefined || !existsSync(pinnedNode)) return 'node_modules is not there or not complete';
  const locked = packagesIn(join(root, 'package-lock.json')) || {};
  for (const path of Object.keys(locked)) {
    // The root itself is not in npm's list of what it installed; optional packages are there only for their platform.
    if (path === '' || locked[path].optional) continue;
    if (installed[path] === undefined) return `${path.replace(/^.*node_modules\//, '')} is not installed`;
    if (installed[path].version !== locked[path].version) {
      return `package-lock.json wants another version of ${path.replace(/^.*node_modules\//, '')}`;
    }
  }
  return undefined;
}

function packagesIn(lockfile) {
  return existsSync(lockfile) ? JSON.parse(readFileSync(lockfile, 'utf8')).packages : undefined;
}

/** PATH without node_modules/.bin: npm must not run on the Node that `npm ci` is about to delete. */
function pathOfTheMachine() {
  const bin = join('node_modules', '.bin');
  return (process.env.PATH || '').split(delimiter).filter((entry) => !entry.endsWith(sep + bin)).join(delimiter);
}

/**
 * Runs a program with this terminal. Signals are passed on, since they may be sent to this process alone; a Ctrl-C in
 * the terminal reaches the program twice for that, once by itself.
 */
function run(file, fileArgs, options) {
  return new Promise((resolve) => {
    const child = spawn(file, fileArgs, Object.assign({ cwd: root, stdio: 'inherit' }, options));
    const pass = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, pass);
    // A killed npm cannot say so; its end leaves this process with another parent.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.env.npm_lifecycle_event !== undefined && process.ppid !== parent) child.kill('SIGTERM');
    }, 500);
    const done = (result) => {
      clearInterval(watch);
      for (const signal of signals) process.removeListener(signal, pass);
      resolve(result);
    };
    child.on('error', (error) => done({ error, code: null, signal: null }));
    child.on('exit', (code, signal) => done({ error: undefined, code, signal }));
  });
}

/** Ends as the program ended. */
function end({ error, code, signal }) {
  if (error !== undefined) {
    return refuse(`The pinned Node could not be started (${error.message}): delete node_modules and run this again.`);
  }
  if (signal !== null) process.kill(process.pid, signal);
  else process.exitCode = code;
}

function refuse(sentence) {
  console.error(sentence);
  process.exitCode = 1;
}
