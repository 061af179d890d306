// Plain JavaScript that imports nothing of ours: it runs under whatever npm packs with. `npm pack` and `npm publish` start it in
// the package's folder, and would otherwise make a package without what the build makes, and not say a word.
import { existsSync, readdirSync, readFileSync, statSync } from 'fs';

const { name, files = [], bin = {}, customElements, exports = {} } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What an entry leads to, besides the sources, which only this repository takes. */
const targets = (entry) =>
  typeof entry === 'string'
    ? [entry]
    : Object.entries(entry).flatMap(([condition, target]) => (condition === '@connect/source' ? [] : targets(target)));

const isThere = (path) => existsSync(path) && (!statSync(path).isDirectory() || readdirSync(path).length > 0);

const promised = [
  ...targets(exports),
  ...targets(bin),
  ...(customElements === undefined ? [] : [customElements]),
  ...files.filter((file) => !file.startsWith('!')),
];
const missing = [...new Set(promised)].filter((path) => !isThere(path));

if (missing.length > 0) {
  const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : '';
  console.error(`${name} is not packed: ${missing[0]}${more} is not there. Run npm run build at the root of the repository first.`);
  process.exitCode = 1;
}
