import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { openapi } from '@connect/backend';
import { contract } from '@connect/sdk/contract';
import { command, root, Stop } from './command.ts';

const file = `${root}/docs/openapi.json`;

// Writes docs/openapi.json from the contract; with --check it changes nothing and fails where the file says something else.
await command(async (args) => {
  const { version } = JSON.parse(readFileSync(`${root}/packages/backend/package.json`, 'utf8')) as { version: string };
  const text = `${JSON.stringify(openapi(contract, { origin: 'https://connect.example', version }), null, 2)}\n`;
  if (args.includes('--check')) {
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
      throw new Stop('docs/openapi.json is not what the contract says: run npm run openapi and commit the file.');
    }
    console.log('docs/openapi.json says what the contract says.');
    return 0;
  }
  mkdirSync(`${root}/docs`, { recursive: true });
  writeFileSync(file, text);
  console.log(`Wrote docs/openapi.json (${text.length} bytes).`);
  return 0;
});
