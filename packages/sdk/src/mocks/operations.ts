import type { ApiErrorCode } from '../contract/errors.ts';
import { contract } from '../contract/index.ts';
import { sharedErrors, type Operation } from '../contract/operation.ts';

type Nouns = typeof contract;
type AnyOperation = { [Noun in keyof Nouns]: Nouns[Noun][keyof Nouns[Noun]] }[keyof Nouns];

/** The name of an operation, such as `links.create`. */
export type OperationId = AnyOperation['id'];

/** The operation of a name. */
export type OperationOf<Id extends OperationId> = Extract<AnyOperation, { id: Id }>;

/** The codes that an operation can be refused with. */
export type CodeOf<Id extends OperationId> = OperationOf<Id>['errors'][number] | (typeof sharedErrors)[number];

/** Every operation of the contract, by its name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.values(contract)
    .flatMap((noun): Operation[] => Object.values(noun))
    .map((operation) => [operation.id, operation]),
);

/** Whether the contract declares this code for an operation. Callers without types may ask for any. */
export const mayFailWith = (operation: Operation, code: ApiErrorCode): boolean =>
  [...sharedErrors, ...operation.errors].includes(code);
