import type { Body, Params, Query, Result } from '../contract/operation.ts';
import type { OperationId, OperationOf } from './operations.ts';
import type { MockRequest } from './request.ts';

/** A request that has been read by the schemas of one operation. */
type RequestOf<Id extends OperationId> = MockRequest & {
  readonly params: Params<OperationOf<Id>>;
  readonly query: Query<OperationOf<Id>>;
  readonly body: Body<OperationOf<Id>>;
};

/** What some operations are answered with. Throws `Refused`. */
export type Answers<Id extends OperationId> = {
  readonly [I in Id]: (request: RequestOf<I>) => Result<OperationOf<I>> | Promise<Result<OperationOf<I>>>;
};
