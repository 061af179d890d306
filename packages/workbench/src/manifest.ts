import { readFileSync } from 'node:fs';
import { command, root, Stop } from './command.ts';
import { runProgram } from './program.ts';

/** What the custom elements manifest says about one class, as far as it must be there. */
interface Declaration {
  readonly kind: string;
  readonly name: string;
  readonly tagName?: string;
  readonly description?: string;
  readonly attributes?: readonly Described[];
  readonly events?: readonly Described[];
  readonly slots?: readonly Described[];
  readonly cssParts?: readonly Described[];
  readonly cssProperties?: readonly Described[];
}

interface Described {
  readonly name?: string;
  readonly description?: string;
}

// Writes packages/widget/custom-elements.json, from which editors and docs know the elements, and makes sure that it
// describes each one, with everything that a page can set, listen to and style.
await command(async () => {
  const folder = `${root}/packages/widget`;
  const code = await runProgram(
    'cem',
    ['analyze', '--litelement', '--quiet', '--globs', 'src/**/*.ts', '--exclude', 'src/**/*.test.*'],
    { cwd: folder },
  );
  if (code !== 0) return code;
  const { modules } = JSON.parse(readFileSync(`${folder}/custom-elements.json`, 'utf8')) as {
    modules: readonly { readonly declarations?: readonly Declaration[] }[];
  };
  const elements = modules.flatMap(({ declarations = [] }) => declarations.filter(({ tagName }) => tagName !== undefined));
  if (elements.length === 0) throw new Stop('The custom elements manifest has no element.');
  const faults = elements.flatMap(undescribed);
  if (faults.length > 0) throw new Stop(`The custom elements manifest does not describe ${faults.join(', ')}.`);
  for (const { tagName, attributes = [], events = [], slots = [], cssParts = [], cssProperties = [] } of elements) {
    console.log(
      `<${tagName}>: ${attributes.length} attributes, ${events.length} events, ${slots.length} slots, ${cssParts.length} parts, ${cssProperties.length} custom properties.`,
    );
  }
  return 0;
});

function undescribed(element: Declaration): string[] {
  const parts = {
    attribute: element.attributes,
    event: element.events,
    slot: element.slots,
    part: element.cssParts,
    property: element.cssProperties,
  };
  const missing = Object.entries(parts).flatMap(([kind, list = []]) =>
    list.filter(({ description }) => !description).map(({ name }) => `the ${kind} "${name}" of <${element.tagName}>`),
  );
  return element.description ? missing : [`<${element.tagName}> itself`, ...missing];
}
