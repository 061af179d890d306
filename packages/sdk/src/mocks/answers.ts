import type { Answers } from './answer.ts';
import { connectionAnswers } from './connection-answers.ts';
import { eventAnswers } from './event-answers.ts';
import { flowAnswers } from './flow-answers.ts';
import type { Flows } from './flows.ts';
import { linkAnswers } from './link-answers.ts';
import type { OperationId } from './operations.ts';
import { resolveAnswer, type ResolveOptions } from './resolve-answer.ts';
import { sessionAnswers } from './session-answers.ts';
import { webhookAnswers } from './webhook-answers.ts';
import { workspaceAnswers } from './workspace-answers.ts';
import type { World } from './world.ts';

/** How every operation is answered. A new operation of the contract does not compile until it has its answer here. */
export const createAnswers = (world: World, flows: Flows, options: ResolveOptions): Answers<OperationId> => ({
  ...workspaceAnswers(world),
  ...linkAnswers(world),
  ...connectionAnswers(world),
  ...sessionAnswers(world),
  ...eventAnswers(world),
  ...webhookAnswers(world),
  ...flowAnswers(world, flows),
  'public.links.resolve': resolveAnswer(world, options),
});
