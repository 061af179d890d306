import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import {
  AccessToken,
  Connection,
  Event,
  FlowState,
  Link,
  linkStatuses,
  LinkWithUrl,
  ResolvedLink,
  Session,
  WebhookDelivery,
  WebhookEndpoint,
  Workspace,
} from '../contract/index.ts';
import { fixtures } from './fixtures.ts';

const schemas: Record<keyof typeof fixtures, z.ZodMiniType> = {
  workspace: Workspace,
  link: Link,
  linkWithUrl: LinkWithUrl,
  connection: Connection,
  accessToken: AccessToken,
  session: Session,
  event: Event,
  webhookEndpoint: WebhookEndpoint,
  webhookDelivery: WebhookDelivery,
  resolvedLink: ResolvedLink,
  flowState: FlowState,
};

test.each(Object.entries(schemas))('the sample %s is what the contract says, and has nothing besides', (name, schema) => {
  const sample = fixtures[name as keyof typeof fixtures]();
  expect(schema.parse(sample)).toEqual(sample);
});

test.each(linkStatuses)('the sample of a link that is %s is what the contract says', (status) => {
  expect(Link.parse(fixtures.link({ status }))).toMatchObject({ status });
});
