export { createMocks, type FailureOptions, type MockOptions, type Mocks } from './create-mocks.ts';
export { fixtures } from './fixtures.ts';
export type { FlowScript, FlowStep } from './flows.ts';
export type { CodeOf, OperationId } from './operations.ts';
export type { MockRequest } from './request.ts';
export type { GivenEvent, LinkSeed } from './world.ts';
