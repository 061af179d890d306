import { readFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { ceilings, codeOf, flow } from './bundles.ts';
import { command, root } from './command.ts';
import { hostedPage } from './hosted-page.ts';

/** What a browser or an integrator's bundler takes in, and at most how much of it. A kB is 1,000 bytes. */
interface Measure {
  readonly name: string;
  /** As it is stored, in bytes. */
  readonly bytes: number;
  /** As it travels, in bytes: brotli at its best, or as the server sends it. */
  readonly transfer: number;
  /** At most this many bytes may travel. */
  readonly ceiling: number;
}

// Prints what browsers load beside its ceiling, and fails above one. Needs the built assets (`npm run build`).
await command(async () => {
  const measures: Measure[] = [
    // Lit alone is 5.4 kB. What is left is for the banner, the button, its texts and the flow: a product page pays this
    // for every visitor, also for those who never connect anything.
    { name: 'connect-link-button.js, with all it loads', ...button(), ceiling: ceilings['connect-link-button'] },
    // Who brings a button of their own should not pay for ours; without Lit, ky and zod the protocol is small.
    { name: '@connect/widget/flow alone', ...sizes(Buffer.from(await codeOf(flow))), ceiling: ceilings.flow },
    // People of a product work with these for hours, and load the parts once; a page with both loads what they share once.
    {
      name: 'connect-link-manager.js, all opened',
      ...parts('connect-link-manager.js'),
      ceiling: ceilings['connect-link-manager'],
    },
    { name: 'connect-account-list.js, all opened', ...parts('connect-account-list.js'), ceiling: ceilings['connect-account-list'] },
    { name: 'both on one page', ...parts('connect-link-manager.js', 'connect-account-list.js'), ceiling: ceilings.both },
    // ky and zod/mini are 15 kB. It runs on servers, where bytes count least; the ceiling keeps it fit for edge workers,
    // and notices an import of all of zod, which would be 60 kB more.
    { name: '@connect/sdk, with ky and its schemas', ...(await sdk()), ceiling: 18_000 },
    // Opened from a chat app on a phone, often on a bad network: two round trips of a fresh connection (14.6 kB each
    // at an initial window of ten segments, RFC 6928) are enough for all of it.
    { name: 'hosted page, besides logo and pictures', ...(await hostedPage()), ceiling: 20_000 },
  ];
  console.log(table(measures));
  const heavy = measures.filter(({ transfer, ceiling }) => transfer > ceiling);
  for (const { name, transfer, ceiling } of heavy) console.error(`${name} is ${transfer - ceiling} bytes over its ceiling.`);
  return heavy.length === 0 ? 0 : 1;
});

/** The file that a page loads; the build puts everything into it that it needs. */
function button(): Pick<Measure, 'bytes' | 'transfer'> {
  return sizes(readFileSync(`${root}/packages/backend/assets/widget/connect-link-button.js`));
}

/** All files that these load, each once, and each compressed by itself as it travels. */
function parts(...names: readonly string[]): Pick<Measure, 'bytes' | 'transfer'> {
  const folder = `${root}/packages/backend/assets`;
  const { widget } = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8')) as {
    widget: Record<string, { readonly loads?: readonly string[] }>;
  };
  const files = new Set(names.flatMap((name) => widget[name]?.loads ?? []));
  if (files.size === 0) throw new Error(`The build knows of no ${names.join(' and ')}. Run \`npm run build\`.`);
  const all = [...files].map((file) => sizes(readFileSync(`${folder}/widget/${file}`)));
  return {
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    transfer: all.reduce((sum, { transfer }) => sum + transfer, 0),
  };
}

/** As an integrator's own bundler takes it in: what nobody calls is gone. */
async function sdk(): Promise<Pick<Measure, 'bytes' | 'transfer'>> {
  const { outputFiles } = await build({
    stdin: { contents: "export { createClient, isConnectError } from '@connect/sdk';", resolveDir: `${root}/packages/workbench` },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    conditions: ['@connect/source', 'browser', 'production'],
    legalComments: 'none',
  });
  return sizes(Buffer.concat(outputFiles.map(({ contents }) => contents)));
}

function sizes(content: Buffer): Pick<Measure, 'bytes' | 'transfer'> {
  return {
    bytes: content.byteLength,
    transfer: brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: content.byteLength } }).byteLength,
  };
}

function table(measures: readonly Measure[]): string {
  const line = (name: string, ...columns: (string | number)[]) =>
    name.padEnd(44) + columns.map((column) => String(column).padStart(11)).join('');
  return [
    line('', 'bytes', 'transfer', 'ceiling', 'left'),
    ...measures.map(({ name, bytes, transfer, ceiling }) => line(name, bytes, transfer, ceiling, ceiling - transfer)),
  ].join('\n');
}
