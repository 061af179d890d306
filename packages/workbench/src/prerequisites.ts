import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { findChromium, findFirefox } from './browsers.ts';
import { command, Stop } from './command.ts';
import { findPostgres } from './postgres.ts';
import { runProgram } from './program.ts';

/** A program that tests need and npm does not bring. */
interface Prerequisite {
  readonly name: string;
  readonly find: () => string | undefined;
  /** Debian's packages of it. */
  readonly packages: readonly string[];
  /** What to do where it cannot be installed from Debian's packages. */
  readonly otherwise: string;
}

const prerequisites: readonly Prerequisite[] = [
  {
    name: 'Chromium',
    find: findChromium,
    // Without recommended packages Chromium comes without any font, and then every text has no size.
    packages: ['chromium', 'fonts-liberation'],
    otherwise: 'install Chromium or Chrome, or set CONNECT_CHROMIUM to its path',
  },
  {
    name: 'Firefox',
    find: findFirefox,
    packages: ['firefox-esr'],
    otherwise: 'install Firefox, or set CONNECT_FIREFOX to its path',
  },
  {
    name: 'PostgreSQL 15 or later',
    find: findPostgres,
    packages: ['postgresql'],
    otherwise: 'install PostgreSQL, or set CONNECT_POSTGRES_BIN to the folder of its programs',
  },
];

/** Installs what the tests need besides npm's packages, or throws a sentence that says what to type. */
export async function installPrerequisites(): Promise<void> {
  const missing = prerequisites.filter(({ find }) => find() === undefined);
  if (missing.length === 0) {
    for (const { name, find } of prerequisites) console.log(`${name}: ${find()}`);
    return;
  }
  const packages = missing.flatMap((each) => each.packages);
  const apt = aptGet();
  if (apt !== undefined) {
    console.log(`Installing ${packages.join(', ')} from Debian's packages, because ${listed(missing)} cannot be found; this takes a minute or two …`);
    // A thousand lines about packages would hide the gate's own; they are shown where apt-get fails.
    const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' }, quiet: true };
    const options = ['-o', 'Acquire::Retries=3', '-o', 'DPkg::Lock::Timeout=120'];
    const [file, ...args] = [...apt, ...options] as [string, ...string[]];
    await runProgram(file, [...args, '-qq', 'update'], quiet);
    await runProgram(file, [...args, '-qq', '-y', '--no-install-recommends', 'install', ...packages], quiet);
  }
  const still = missing.filter(({ find }) => find() === undefined);
  if (still.length === 0) return;
  if (existsSync('/usr/bin/apt-get')) {
    const line = `sudo apt-get install -y --no-install-recommends ${still.flatMap((each) => each.packages).join(' ')}`;
    throw new Stop(`The tests need ${listed(still)}: run "${line}" and then this again.`);
  }
  throw new Stop(`The tests need ${listed(still)}: ${still.map(({ otherwise }) => otherwise).join('; ')}; then run this again.`);
}

/** Their names, as a sentence lists them. */
function listed(prerequisites: readonly Prerequisite[]): string {
  return new Intl.ListFormat('en').format(prerequisites.map(({ name }) => name));
}

/** How apt-get is started here without asking anybody; `undefined` where it may not be. */
function aptGet(): readonly string[] | undefined {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  if (process.getuid?.() === 0) return ['apt-get'];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? ['sudo', '-n', '--preserve-env=DEBIAN_FRONTEND', 'apt-get']
    : undefined;
}

if (import.meta.main) {
  await command(async () => {
    await installPrerequisites();
    return 0;
  });
}
