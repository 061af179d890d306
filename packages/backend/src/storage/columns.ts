/** `secretHash` → `secret_hash`. */
type Snake<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${Snake<Rest>}`
  : '';

/** How a value is kept: booleans as 0 and 1, objects and arrays as JSON text, the rest as it is. */
type Stored<Value> = Value extends null
  ? null
  : Value extends boolean
    ? 0 | 1
    : Value extends string | number | Uint8Array
      ? Value
      : string;

type Kind<Value> = Value extends boolean
  ? 'flag'
  : Value extends string | number
    ? 'plain'
    : Value extends Uint8Array
      ? 'bytes'
      : 'json';

type Kinds<Row> = { readonly [Name in keyof Row & string]: Kind<NonNullable<Row[Name]>> };

/** A row of the port as its table keeps it; the same in both databases. */
export type Table<Row> = { readonly [Name in keyof Row & string as Snake<Name>]: Stored<Row[Name]> };

/** Translates between a row of the port and its table. */
interface Columns<Row> {
  encode(row: Row): Table<Row>;
  /** Only the columns that the change names. */
  encodeChange(change: Partial<Row>): Partial<Table<Row>>;
  /** Columns that are not the row's are left out. */
  decode(stored: Table<Row>): Row;
}

/**
 * Names every column of a row and its kind. Names are translated here, once per column; Kysely's CamelCasePlugin would do
 * it for every query and every row.
 */
export const columnsOf = <Row extends object>(kinds: Kinds<Row>): Columns<Row> => {
  const columns = new Map(
    Object.entries<string>(kinds).map(([name, kind]) => {
      const column = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      return [name, { column, kind }];
    }),
  );

  const encodeAny = (values: object): Record<string, unknown> => {
    const stored: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(values)) {
      const known = columns.get(name);
      if (known === undefined) throw new TypeError(`There is no column for "${name}".`);
      if (value !== undefined) stored[known.column] = encoded(known.kind, value);
    }
    return stored;
  };

  return {
    encode: (row) => encodeAny(row) as Table<Row>,
    encodeChange: (change) => encodeAny(change) as Partial<Table<Row>>,
    decode: (stored) => {
      const values = stored as Readonly<Record<string, unknown>>;
      const row: Record<string, unknown> = {};
      for (const [name, { column, kind }] of columns) row[name] = decoded(kind, values[column]);
      return row as Row;
    },
  };
};

const encoded = (kind: string, value: unknown): unknown => {
  if (value === null) return null;
  if (kind === 'flag') return Number(value);
  return kind === 'json' ? JSON.stringify(value) : value;
};

const decoded = (kind: string, value: unknown): unknown => {
  if (value === null) return null;
  if (kind === 'flag') return value === 1;
  if (kind === 'json') return JSON.parse(String(value));
  // Both drivers answer with a Buffer, whose methods are not quite those of the Uint8Array that the port promises.
  if (kind === 'bytes' && value instanceof Uint8Array) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value;
};
