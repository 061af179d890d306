/** A change to a row: only the fields that it names, and none of those that never change. */
export type Patch<Row, Fixed extends keyof Row> = Partial<Omit<Row, Fixed>>;
