import type * as z from 'zod/mini';
import { abilities } from './ability.ts';
import { AccessToken, Connection, connectionIdForm, connectionReasons, connectionRevocations, connectionStatuses } from './connection.ts';
import { Problem } from './errors.ts';
import { actorKinds, Event, eventTypes } from './event.ts';
import { FlowState, flowStatuses, ResolvedLink } from './flows.ts';
import { Link, linkIdForm, linkStatuses, mismatchRules } from './link.ts';
import { Session, sessionIdForm } from './session.ts';
import { Texts } from './texts.ts';
import { Timestamp } from './timestamp.ts';
import {
  deliveryFailures,
  deliveryIdForm,
  deliveryStatuses,
  disabledReasons,
  endpointIdForm,
  Redelivered,
  WebhookDelivery,
  WebhookEndpoint,
} from './webhook.ts';
import { Workspace } from './workspace.ts';

type Schema = z.core.$ZodType;

const tell = (schema: Schema, form: object): void => {
  schema._zod.toJSONSchema = () => ({ ...form });
};

const oneOf = (schema: Schema, known: readonly string[]): void =>
  tell(schema, { anyOf: [{ type: 'string', enum: [...known] }, { type: 'string' }] });

/**
 * Tells JSON Schema, and so OpenAPI and the docs, the form of what answers hold: today's values, ids, times and whole
 * numbers. The client takes what its backend says without checking their form once more, so none of this is among its
 * bytes (1 of 18 kB). Answers with what it is given.
 */
export const withForms = <Contract>(contract: Contract): Contract => {
  tell(Texts, { type: 'object', additionalProperties: { type: 'string' } });
  tell(Timestamp, { type: 'string', format: 'date-time' });
  const delivery = WebhookDelivery.shape;
  const numbers = [Problem.shape.status, Event.shape.seq, Link.shape.connectionCount, Link.shape.maxConnections._zod.def.innerType];
  const counts = [delivery.attempts, delivery.responseStatus._zod.def.innerType, delivery.durationMs._zod.def.innerType, Redelivered.shape.count];
  for (const schema of [...numbers, ...counts]) {
    tell(schema, { type: 'integer' });
  }
  tell(Link.shape.id, { type: 'string', pattern: linkIdForm });
  tell(Session.shape.id, { type: 'string', pattern: sessionIdForm });
  for (const schema of [Connection.shape.id, AccessToken.shape.connection]) tell(schema, { type: 'string', pattern: connectionIdForm });

  for (const schema of [WebhookEndpoint.shape.id, delivery.endpoint]) tell(schema, { type: 'string', pattern: endpointIdForm });
  tell(delivery.id, { type: 'string', pattern: deliveryIdForm });

  oneOf(Link.shape.status, linkStatuses);
  oneOf(Link.shape.expectedAccounts._zod.def.element.shape.onMismatch, mismatchRules);
  oneOf(Connection.shape.status, connectionStatuses);
  oneOf(Connection.shape.reason, connectionReasons);
  oneOf(Connection.shape.revocation._zod.def.innerType._zod.def.innerType, connectionRevocations);
  oneOf(Event.shape.type, eventTypes);
  oneOf(Event.shape.actor.shape.kind, actorKinds);
  oneOf(WebhookEndpoint.shape.types._zod.def.innerType._zod.def.element, eventTypes);
  oneOf(WebhookEndpoint.shape.disabledReason._zod.def.innerType, disabledReasons);
  oneOf(delivery.type, eventTypes);
  oneOf(delivery.status, deliveryStatuses);
  oneOf(delivery.failure._zod.def.innerType, deliveryFailures);
  oneOf(Session.shape.can._zod.def.element, abilities);
  oneOf(FlowState.shape.status, flowStatuses);
  oneOf(ResolvedLink.shape.status, [...linkStatuses, 'not_found']);
  oneOf(ResolvedLink.shape.embed, ['allowed', 'origin_not_allowed']);
  oneOf(ResolvedLink.shape.platforms._zod.def.innerType._zod.def.element.shape.preferredMode, ['popup', 'redirect']);
  oneOf(Workspace.shape.subscription.shape.status, ['active', 'inactive']);
  return contract;
};
