import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';

/** Where the build puts the element and the pages' scripts; the same place as seen from src and from dist. */
const folder = new URL('../../assets/', import.meta.url);

const Manifest = z.object({
  version: z.string(),
  widget: z.record(z.string(), z.object({ file: z.string(), integrity: z.string() })),
  hosted: z.record(z.string(), z.string()),
});

/** What the build has put there. */
export type AssetManifest = z.infer<typeof Manifest>;

const missing = (): Error =>
  new Error(`The built scripts are missing (${fileURLToPath(new URL('manifest.json', folder))}). Run \`npm run build\` first.`);

/** Reads the manifest of built scripts. Throws where there is none. */
export const readManifest = (): AssetManifest => {
  let text: string;
  try {
    text = readFileSync(new URL('manifest.json', folder), 'utf8');
  } catch (cause) {
    throw Object.assign(missing(), { cause });
  }
  return Manifest.parse(JSON.parse(text));
};

const files = new Map<string, Promise<Buffer>>();

/** A built file's bytes, read once. */
export const readAsset = (path: string): Promise<Buffer> => {
  const known = files.get(path);
  if (known) return known;
  const reading = readFile(new URL(path, folder));
  files.set(path, reading);
  return reading;
};
