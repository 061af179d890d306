import { existsSync } from 'node:fs';
import { Stop } from './command.ts';

/** Where Chromium and its relatives are, most likely first. */
const chromiums = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const firefoxes = [
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
  '/snap/bin/firefox',
  '/Applications/Firefox.app/Contents/MacOS/firefox',
  'C:\\Program Files\\Mozilla Firefox\\firefox.exe',
];

/** The Chromium that tests use: `CONNECT_CHROMIUM`, or the first that is found; `undefined` where there is none. */
export const findChromium = (): string | undefined => find('CONNECT_CHROMIUM', chromiums);

/** The Firefox that tests use: `CONNECT_FIREFOX`, or the first that is found; `undefined` where there is none. */
export const findFirefox = (): string | undefined => find('CONNECT_FIREFOX', firefoxes);

/**
 * Tells the tests which are started from here where the browsers are, by `CONNECT_CHROMIUM` and `CONNECT_FIREFOX`. Throws a
 * sentence that says what to install where one is missing.
 */
export function nameBrowsers(): void {
  process.env['CONNECT_CHROMIUM'] = findChromium() ?? missing('Chromium', 'chromium', 'CONNECT_CHROMIUM');
  process.env['CONNECT_FIREFOX'] = findFirefox() ?? missing('Firefox', 'firefox-esr', 'CONNECT_FIREFOX');
}

function find(variable: string, places: readonly string[]): string | undefined {
  const named = process.env[variable];
  if (named === undefined || named === '') return places.find((place) => existsSync(place));
  if (!existsSync(named)) throw new Stop(`${variable} is "${named}", but there is no such file.`);
  return named;
}

function missing(name: string, debianPackage: string, variable: string): never {
  throw new Stop(
    `${name} was not found: install it (on Debian: apt-get install ${debianPackage}), or set ${variable} to its path.`,
  );
}
