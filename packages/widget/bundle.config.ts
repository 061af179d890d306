import type { InlineConfig, Plugin } from 'vite';

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

/** What the button may weigh, in bytes after brotli: with all that it loads, and its flow alone. A raise needs a reason here. */
export const ceilings = { 'connect-link-button': 11_000, flow: 3_000 } as const;

/** The entry of the flow alone, for measuring. */
export const flowEntry = 'src/flow/index.ts';

/** Style sheets are template literals, which no minifier touches. */
const minifyStyles: Plugin = {
  name: 'connect:minify-styles',
  transform(code, id) {
    if (!id.endsWith('.styles.ts')) return null;
    const minified = code.replace(/`[^`]*`/g, (sheet) =>
      sheet
        .replace(/\s+/g, ' ')
        .replace(/\s*([{};,>])\s*/g, '$1')
        .replace(/:\s+/g, ':')
        .replace(/;}/g, '}'),
    );
    return { code: minified, map: null };
  },
};

/** Vite's settings for one such file. Pass them to `build()`; with `write: false` the code comes back. */
export const bundleSettings = (bundle: Pick<Bundle, 'name' | 'entry'>, outDir?: string): InlineConfig => ({
  configFile: false,
  root: import.meta.dirname,
  logLevel: 'warn',
  plugins: [minifyStyles],
  resolve: { conditions: ['@connect/source'] },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    target: 'es2021',
    minify: 'oxc',
    emptyOutDir: false,
    copyPublicDir: false,
    ...(outDir ? { outDir } : { write: false }),
    lib: { entry: bundle.entry, formats: ['es'], fileName: () => `${bundle.name}.js` },
    // Vite keeps white space in libraries, for tree shaking by the next bundler; these files have no next bundler.
    rolldownOptions: { output: { codeSplitting: false, minify: { compress: true, mangle: true, codegen: { removeWhitespace: true } } } },
  },
});
