import { build, type InlineConfig, type Rolldown } from 'vite';

/**
 * What packages/widget/bundle.config.ts says. It is a tool's settings and no part of the widget, so no project's types have
 * it.
 */
interface BundleConfig {
  readonly bundles: readonly Bundle[];
  readonly ceilings: {
    readonly 'connect-link-button': number;
    readonly flow: number;
    readonly 'connect-link-manager': number;
    readonly 'connect-account-list': number;
    readonly both: number;
  };
  readonly flowEntry: string;
  readonly bundleSettings: (bundle: Pick<Bundle, 'name' | 'entry'>) => InlineConfig;
  readonly partSettings: () => InlineConfig;
}

/** A file that browsers load as it is. */
interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly served: 'widget' | 'assets';
}

const config = (await import(new URL('../../widget/bundle.config.ts', import.meta.url).href)) as BundleConfig;

/** All files that browsers load from the backend. */
export const { bundles } = config;

/** What the elements may weigh, in bytes of brotli. */
export const { ceilings } = config;

/** The flow alone, for those who bring a button of their own. */
export const flow = { name: 'flow', entry: config.flowEntry } as const;

/** A file of the sharer's elements. */
interface Part {
  readonly file: string;
  readonly code: string;
  /** The other files that it loads sooner or later, itself included; of the file that pages name. */
  readonly loads?: readonly string[];
}

const built = async (settings: InlineConfig): Promise<Rolldown.RolldownOutput['output']> => {
  const result = await build(settings);
  return ((Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput).output;
};

/**
 * What a page names stays small and has a name that lasts; all the rest is named by its content. A copy of it that was kept
 * from before an update of the backend would name parts that are gone: then it asks for itself once more, past every cache.
 */
const opener = (file: string): string =>
  `import("./${file}").catch(e=>{const u=import.meta.url;if(u.includes("?"))throw e;return import(u+"?"+Date.now())});\n`;

/** Builds the sharer's elements: for each the file that pages name, and the parts that these load. */
export async function sharerParts(): Promise<readonly Part[]> {
  const chunks = (await built(config.partSettings())).filter((file) => file.type === 'chunk');
  const reach = (file: string, seen = new Set<string>()): Set<string> => {
    const chunk = chunks.find(({ fileName }) => fileName === file);
    if (seen.has(file) || chunk === undefined) return seen;
    seen.add(file);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) reach(next, seen);
    return seen;
  };
  const openers = chunks
    .filter(({ isEntry }) => isEntry)
    .map(({ name, fileName }) => ({
      file: `${name}.js`,
      code: opener(fileName),
      loads: [`${name}.js`, ...reach(fileName)],
    }));
  return [...openers, ...chunks.map(({ fileName, code }) => ({ file: fileName, code }))];
}

/** Builds a bundle into the one module script that it becomes. */
export async function codeOf(bundle: Pick<Bundle, 'name' | 'entry'>): Promise<string> {
  const output = await built(config.bundleSettings(bundle));
  const [chunk, ...others] = output;
  if (others.length > 0) {
    throw new Error(
      `${bundle.name} was built into ${output.length} files instead of one: ${output.map(({ fileName }) => fileName).join(', ')}.`,
    );
  }
  return chunk.code;
}
