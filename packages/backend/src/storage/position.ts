/** Where a page of a list begins: after this row, newest first. */
export interface Position {
  readonly createdAt: number;
  readonly id: string;
}
