import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { apiErrors, refusals } from './errors.ts';
import { contract } from './index.ts';
import { sharedErrors, type Operation } from './operation.ts';

const operations: Operation[] = Object.values(contract).flatMap((noun): Operation[] => Object.values(noun));
const named = operations.map((operation) => [operation.id, operation] as const);

test('every operation has an id of its own, and a method and path of its own', () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
});

test('an operation stands under its noun and verb', () => {
  const keyed = Object.entries(contract).flatMap(([noun, group]) =>
    Object.entries(group).map(([verb, operation]) => [`${noun}.${verb}`, (operation as Operation).id]),
  );
  for (const [name, id] of keyed)
    expect(id).toMatch(name?.startsWith('public.') ? /^public\.(?:links|flows)\.\w+$/ : (name ?? ''));
});

test.each(named)('%s: the path’s parameters are those of its schema', (_, { path, params }) => {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  const inSchema = params ? Object.keys((z.toJSONSchema(params, { io: 'input' }).properties ?? {}) as object) : [];
  expect(inSchema).toEqual(inPath);
  expect(path).toMatch(/^\/v1\/(?:[a-z-]+|\{\w+\})(?:\/(?:[a-z-]+|\{\w+\}))*$/);
});

test.each(named)('%s: its errors are known, named once, and fit what it is', (id, { access, errors, params, body }) => {
  const all = [...sharedErrors, ...errors];
  expect(all.filter((code) => !(code in apiErrors))).toEqual([]);
  expect(new Set(all).size).toBe(all.length);
  expect(errors.includes('unauthorized')).toBe(access === 'key');
  const bodyCodes = ['payload_too_large', 'unsupported_media_type'] as const;
  expect(bodyCodes.map((code) => errors.includes(code))).toEqual([body !== undefined, body !== undefined]);
  // A put makes what is not there, and what leaves no trace is deleted already.
  expect(errors.includes('not_found') || !params || ['workspaces.put', 'webhooks.delete'].includes(id)).toBe(true);
});

test.each(named)('%s: reading changes nothing, and no answer has no body', (_, { method, body, result, status }) => {
  if (method === 'GET' || method === 'DELETE') expect(body).toBeUndefined();
  expect(status === 204).toBe(result === undefined);
});

test.each(named)('%s: requests are strict', (_, { params, query, body }) => {
  for (const schema of [params, query, body]) {
    if (schema) expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ additionalProperties: false });
  }
});

test.each(named)('%s: answers are open', (_, { result }) => {
  if (!result) return;
  expect(z.toJSONSchema(result, { io: 'input' })).not.toHaveProperty('additionalProperties');
});

test.each(named)('%s: a key for repeating is honoured where something is created, and only there', (_, operation) => {
  const { status, idempotent, method } = operation;
  expect(idempotent === true).toBe(status === 201);
  if (idempotent) expect(method).toBe('POST');
});

test('sending a POST again is harmless only where it neither records nor replaces', () => {
  const repeatable = operations.filter((operation) => operation.repeatable).map(({ id }) => id);
  expect(repeatable).toEqual([
    'connections.token',
    'connections.approve',
    'connections.reject',
    'public.links.resolve',
    'public.flows.status',
    'public.flows.ack',
    'public.flows.cancel',
  ]);
});

test('a session may do this, with these abilities, and nothing else: the rest takes a key', () => {
  const open = operations.flatMap(({ id, session }) => (session === undefined ? [] : [[id, session] as const]));
  expect(Object.fromEntries(open)).toEqual({
    'links.create': 'links:write',
    'links.list': 'links:read',
    'links.get': 'links:read',
    'links.update': 'links:write',
    'links.reveal': 'links:reveal',
    'links.rotate': 'links:write',
    'links.revoke': 'links:write',
    'links.activity': 'links:read',
    'connections.list': 'connections:read',
    'connections.get': 'connections:read',
    'connections.disconnect': 'connections:write',
    'connections.approve': 'connections:write',
    'connections.reject': 'connections:write',
    'workspaces.get': 'any',
    'events.list': 'events:read',
  });
});

test('public operations travel without credentials and without a preflight', () => {
  for (const operation of Object.values(contract.public) as Operation[]) {
    expect(operation).toMatchObject({ access: 'secret', media: 'text', method: 'POST' });
  }
});

test('codes are snake_case and their statuses are HTTP’s', () => {
  for (const [code, status] of [...Object.entries(apiErrors), ...Object.entries(refusals)]) {
    expect(code).toMatch(/^[a-z]+(?:_[a-z]+)*$/);
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(600);
  }
});
