import type { InlineConfig, Plugin } from 'vite';
import { limits } from '../sdk/src/contract/limits.ts';

/** A file that browsers load as it is: one module script with everything in it. */
export interface Bundle {
  /** File name without `.js`. */
  readonly name: string;
  /** Path below this package. */
  readonly entry: string;
  /** `widget`: for integrators' pages, below `/widget/`. `assets`: for the hosted pages, below `/assets/`. */
  readonly served: 'widget' | 'assets';
}

/** All files that browsers load from the backend. */
export const bundles: readonly Bundle[] = [
  { name: 'connect-link-button', entry: 'src/connect-link-button.define.ts', served: 'widget' },
  { name: 'hosted-link', entry: 'src/hosted/link.ts', served: 'assets' },
  { name: 'hosted-launch', entry: 'src/hosted/launch.ts', served: 'assets' },
  { name: 'hosted-done', entry: 'src/hosted/done.ts', served: 'assets' },
  { name: 'hosted-page', entry: 'src/hosted/page.ts', served: 'assets' },
];

/** Elements for the people of a product, who load more of it than a visitor does, and in parts when they use them. */
export const sharerElements: Readonly<Record<string, string>> = {
  'connect-link-manager': 'src/connect-link-manager.define.ts',
  'connect-account-list': 'src/connect-account-list.define.ts',
};

/**
 * What may travel, in bytes after brotli, file by file, with all that is ever loaded: of the button; of its flow alone; of the
 * manager with every part opened; of the account list; of a page with both. A raise needs a reason here.
 */
export const ceilings = {
  'connect-link-button': 11_000,
  flow: 3_000,
  'connect-link-manager': 42_000,
  'connect-account-list': 28_000,
  both: 46_000,
} as const;

/** The entry of the flow alone, for measuring. */
export const flowEntry = 'src/flow/index.ts';

/** Style sheets are template literals, which no minifier touches. */
const minifyStyles: Plugin = {
  name: 'connect:minify-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const minified = code.replace(/`[^`]*`/g, (sheet) =>
      sheet
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s+/g, ' ')
        .replace(/\s*([{};,>])\s*/g, '$1')
        .replace(/:\s+/g, ':')
        .replace(/;}/g, '}')
        .replace(/(?<=[ (,:])0(?=\.\d)/g, '')
        // A value without spaces and signs needs no quotes.
        .replace(/='([a-z-]+)'\]/g, '=$1]'),
    );
    return { code: minified, map: null };
  },
};

/** Limits are numbers that are known here: a browser that needs three of them should not load the table of all. */
const inlineLimits: Plugin = {
  name: 'connect:inline-limits',
  transform(code, id) {
    if (!/\/(contract\/address|link-form[\w.-]*)\.ts$/.test(id)) return null;
    return { code: code.replace(/(?<![/.])\blimits\.(\w+)/g, (_, name: keyof typeof limits) => String(limits[name])), map: null };
  },
};

/** What all bundles have in common. */
const common = (outDir?: string) =>
  ({
    configFile: false,
    root: import.meta.dirname,
    logLevel: 'warn',
    plugins: [minifyStyles, inlineLimits],
    resolve: { conditions: ['@connect/source'] },
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      minify: 'oxc',
      emptyOutDir: false,
      copyPublicDir: false,
      ...(outDir ? { outDir } : { write: false }),
    },
  }) satisfies InlineConfig;

/** Vite keeps white space in libraries, for tree shaking by the next bundler; these files have no next bundler. */
const minify = { compress: true, mangle: true, codegen: { removeWhitespace: true } } as const;

/** Vite's settings for one such file. Pass them to `build()`; with `write: false` the code comes back. */
export const bundleSettings = (bundle: Pick<Bundle, 'name' | 'entry'>, outDir?: string): InlineConfig => {
  const settings = common(outDir);
  return {
    ...settings,
    build: {
      ...settings.build,
      target: 'es2021',
      lib: { entry: bundle.entry, formats: ['es'], fileName: () => `${bundle.name}.js` },
      rolldownOptions: { output: { codeSplitting: false, comments: false, minify } },
    },
  };
};

/**
 * Vite's settings for the sharer's elements, in parts that they share and that load when they are used. The names change with
 * the content. Their browsers have `popover` and light-dark(), and so everything of ES2022.
 */
export const partSettings = (): InlineConfig => {
  const settings = common();
  return {
    ...settings,
    build: {
      ...settings.build,
      target: 'es2022',
      lib: { entry: { ...sharerElements }, formats: ['es'] },
      rolldownOptions: {
        output: {
          entryFileNames: '[name].[hash].js',
          chunkFileNames: '[name].[hash].js',
          // One part with all that several need: many small ones would each be compressed, and asked for, by themselves.
          codeSplitting: { groups: [{ name: 'shared', minShareCount: 2 }] },
          comments: false,
          minify,
        },
      },
    },
  };
};
