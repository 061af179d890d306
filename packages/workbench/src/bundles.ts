import { build, type InlineConfig, type Rolldown } from 'vite';

/**
 * What packages/widget/bundle.config.ts says. It is a tool's settings and no part of the widget, so no project's types have
 * it.
 */
interface BundleConfig {
  readonly bundles: readonly Bundle[];
  readonly ceilings: { readonly 'connect-link-button': number; readonly flow: number };
  readonly flowEntry: string;
  readonly bundleSettings: (bundle: Pick<Bundle, 'name' | 'entry'>) => InlineConfig;
}

/** A file that browsers load as it is. */
export interface Bundle {
  readonly name: string;
  readonly entry: string;
  readonly served: 'widget' | 'assets';
}

const config = (await import(new URL('../../widget/bundle.config.ts', import.meta.url).href)) as BundleConfig;

/** All files that browsers load from the backend. */
export const { bundles } = config;

/** What the button and its flow may weigh, in bytes of brotli. */
export const { ceilings } = config;

/** The flow alone, for those who bring a button of their own. */
export const flow = { name: 'flow', entry: config.flowEntry } as const;

/** Builds a bundle into the one module script that it becomes. */
export async function codeOf(bundle: Pick<Bundle, 'name' | 'entry'>): Promise<string> {
  const result = await build(config.bundleSettings(bundle));
  const { output } = (Array.isArray(result) ? result[0] : result) as Rolldown.RolldownOutput;
  const [chunk, ...others] = output;
  if (others.length > 0) {
    throw new Error(
      `${bundle.name} was built into ${output.length} files instead of one: ${output.map(({ fileName }) => fileName).join(', ')}.`,
    );
  }
  return chunk.code;
}
