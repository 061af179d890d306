/** The cells of a table's rows, below a heading: of its first table, or of the one after `skip` others. Throws where there is none. */
export function columns(markdown: string, heading: string, skip = 0): string[][] {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => line.replace(/^#+ /, '') === heading && line.startsWith('#'));
  const level = /^#+/.exec(lines[start] ?? '')?.[0].length ?? 0;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => (/^(#+) /.exec(line)?.[1]?.length ?? Infinity) <= level);
  const section = (end === -1 ? rest : rest.slice(0, end)).join('\n');
  const table = [...section.matchAll(/^\|.*\n\|[-| :]+\|\n((?:\|.*\n?)*)/gm)][skip]?.[1];
  if (start === -1 || table === undefined) throw new Error(`There is no such table below "${heading}".`);
  return table
    .trim()
    .split('\n')
    .map((row) => row.replace(/^\||\|$/g, '').split(/(?<!\\)\|/).map((cell) => cell.trim()));
}

/** What stands in code in a text. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
