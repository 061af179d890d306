import { contract, eventTypes } from '@connect/sdk/contract';
import { describe, expect, it } from 'vitest';
import { openapi, type Json, type JsonObject } from './openapi.ts';

const document = openapi(contract, { origin: 'https://connect.example', version: '1.2.3' });

const at = (...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((value, key) => (value as JsonObject | undefined)?.[key], document);

function* objectsIn(value: Json | undefined): Generator<JsonObject> {
  if (value === undefined || value === null || typeof value !== 'object') return;
  if (!Array.isArray(value)) yield value as JsonObject;
  for (const child of Object.values(value) as Json[]) yield* objectsIn(child);
}

describe('openapi', () => {
  it('describes every operation of the contract once, under its id', () => {
    const described = Object.values(at('paths') as Record<string, Record<string, JsonObject>>).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    const written = Object.values(contract).flatMap((noun) => Object.values(noun).map(({ id }) => id));
    expect(described.toSorted()).toEqual(written.toSorted());
  });

  it('describes what is sent to webhook endpoints, for each type of event', () => {
    const webhooks = at('webhooks') as Record<string, { readonly post: JsonObject }>;
    expect(Object.keys(webhooks)).toEqual([...eventTypes]);
    for (const [type, { post }] of Object.entries(webhooks)) {
      expect(post, type).toMatchObject({
        operationId: `event.${type}`,
        summary: expect.stringMatching(/^[A-Z].{10,}\.$/) as string,
        security: [],
        requestBody: {
          content: {
            'application/json': { schema: { allOf: [{ $ref: '#/components/schemas/Event' }], properties: { type: { const: type } } } },
          },
        },
      });
      const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
      expect(post['parameters'], type).toEqual(names.map((name) => ({ $ref: `#/components/parameters/${name}` })));
      expect(Object.keys(post['responses'] as JsonObject).toSorted(), type).toEqual(['2XX', '410', 'default']);
    }
    const ids = [...objectsIn(document)].flatMap(({ operationId }) => (typeof operationId === 'string' ? [operationId] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has every component that it refers to', () => {
    const refs = [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === 'string' ? [$ref] : []));
    expect(refs.length).toBeGreaterThan(50);
    for (const ref of refs) expect(at(...ref.slice(2).split('/')), ref).toBeDefined();
  });

  it('closes what is sent and leaves open what is answered', () => {
    expect(at('components', 'schemas', 'LinkInput')).toMatchObject({ additionalProperties: false });
    expect(at('components', 'schemas', 'Link')).not.toHaveProperty('additionalProperties');
  });

  it('asks for the API key or a session with its ability, except where the secret in the body is enough', () => {
    expect(at('paths', '/v1/links', 'post', 'security')).toEqual([{ key: [] }, { session: ['links:write'] }]);
    expect(at('paths', '/v1/workspaces/{workspace}', 'get', 'security')).toEqual([{ key: [] }, { session: [] }]);
    expect(at('paths', '/v1/connections/{id}/token', 'post', 'security')).toEqual([{ key: [] }]);
    expect(Object.keys(at('components', 'securitySchemes') as JsonObject)).toEqual(['key', 'session']);
    expect(at('paths', '/v1/public/links/resolve', 'post', 'security')).toEqual([]);
  });

  it('says that public operations travel as text, so that generated clients send no preflight', () => {
    const content = at('paths', '/v1/public/links/resolve', 'post', 'requestBody', 'content') as JsonObject;
    expect(Object.keys(content)).toEqual(['text/plain']);
    expect(content['text/plain']).toMatchObject({
      schema: { type: 'string', contentMediaType: 'application/json', contentSchema: { type: 'object', required: ['link'] } },
    });
  });

  it('names the codes that each status comes with', () => {
    expect(at('paths', '/v1/links', 'post', 'responses', '402')).toEqual({
      $ref: '#/components/responses/subscription_required',
    });
    expect(at('components', 'responses', 'subscription_required', 'content', 'application/problem+json', 'schema')).toEqual({
      allOf: [{ $ref: '#/components/schemas/Problem' }],
      properties: { code: { enum: ['subscription_required'] } },
    });
    expect(at('components', 'responses', 'rate_limited', 'headers')).toHaveProperty('Retry-After');
  });

  it('lists path and query parameters with what they may be', () => {
    const parameters = at('paths', '/v1/links', 'get', 'parameters') as readonly JsonObject[];
    expect(parameters).toContainEqual({
      name: 'limit',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 100 },
    });
    expect(at('paths', '/v1/links/{id}', 'get', 'parameters')).toEqual([
      { name: 'id', in: 'path', required: true, schema: { $ref: '#/components/schemas/LinkId' } },
    ]);
  });
});
