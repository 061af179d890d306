import { graphError } from '../graph-refusals.ts';
import { inventions } from '../inventions.ts';

/** One field of a `fields` parameter, with those that are wanted of what it leads to. */
interface Field {
  readonly name: string;
  readonly fields?: readonly Field[];
}

/** What a node can tell, by field. `undefined`: this one has no such thing. A Response: the whole call is refused. */
export type Node = Readonly<Record<string, (fields?: readonly Field[]) => unknown>>;

const words = inventions.facebookGraph.value;

/** Reads `id,name,instagram_business_account{id,username}`; `undefined` if it is not written like that. */
function parseFields(text: string): Field[] | undefined {
  const parts = text.match(/[\w.]+|[{},]|\S/g) ?? [];
  let at = 0;

  function list(): Field[] | undefined {
    const fields: Field[] = [];
    do {
      const name = parts[at++] ?? '';
      if (!/^\w[\w.]*$/.test(name)) return undefined;
      if (parts[at] !== '{') {
        fields.push({ name });
        continue;
      }
      at++;
      const inner = list();
      if (!inner || parts[at++] !== '}') return undefined;
      fields.push({ name, fields: inner });
    } while (parts[at] === ',' && at++);
    return fields;
  }

  const fields = list();
  return at === parts.length ? fields : undefined;
}

/** The fields that a call asks for, or a refusal. */
export function wantedFields(query: URLSearchParams): readonly Field[] | undefined | Response {
  const text = query.get('fields');
  if (text === null || text === '') return undefined;
  return parseFields(text) ?? graphError(words.syntax);
}

/** What was asked of a node; its `id` is always there. */
export function pick(node: Node, fields: readonly Field[] | undefined, usual: readonly string[]): object | Response {
  const answer: Record<string, unknown> = {};
  for (const { name, fields: inner } of fields ?? usual.map((usualName): Field => ({ name: usualName }))) {
    const tell = Object.hasOwn(node, name) ? node[name] : undefined;
    if (!tell) return graphError(words.unknownField(name));
    const told = tell(inner);
    if (told instanceof Response) return told;
    answer[name] = told;
  }
  return { ...answer, id: node['id']?.() };
}
