import { connectionRoutes } from './contract/connection.ts';
import { eventRoutes } from './contract/event.ts';
import { linkRoutes } from './contract/link.ts';
import type { Result, Route } from './contract/operation.ts';
import { sessionRoutes } from './contract/session.ts';
import { webhookRoutes } from './contract/webhook.ts';
import { workspaceRoutes } from './contract/workspace.ts';

type Values<Group> = Group[keyof Group];
type AnyRoute =
  | Values<typeof linkRoutes>
  | Values<typeof connectionRoutes>
  | Values<typeof workspaceRoutes>
  | Values<typeof sessionRoutes>
  | Values<typeof eventRoutes>
  | Values<typeof webhookRoutes>;

/** What the operation of this name answers. */
export type AnswerOf<Id extends string> = Result<Extract<AnyRoute, { readonly id: Id }>>;

/** Makes an answer's JSON what the caller gets, or tells the places where it is not what it should be. */
export type Reader = (id: string, answer: unknown) => { readonly value: unknown } | { readonly faults: readonly string[] };

/** Reads by the contract's schemas: what this version does not know is left out. */
export const contractReader = (): Reader => {
  const groups = [linkRoutes, connectionRoutes, workspaceRoutes, sessionRoutes, eventRoutes, webhookRoutes];
  const routes = new Map(groups.flatMap((group): Route[] => Object.values(group)).map((route) => [route.id, route]));
  return (id, answer) => {
    const result = routes.get(id)?.result?.safeParse(answer);
    if (result?.success) return { value: result.data };
    return { faults: (result?.error.issues ?? []).map(({ path }) => path.join('.')) };
  };
};
