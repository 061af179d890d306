import { apiErrors, eventTypes, sharedErrors, type ApiErrorCode, type EventType, type Operation } from '@connect/sdk/contract';
import * as nouns from '@connect/sdk/contract';
import * as z from 'zod/mini';
import { eventSummaries } from './event-summaries.ts';

/** A part of a JSON document. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json };

/** Operations by noun and verb, as the contract has them. */
export type Contract = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

/** What operations refer to: the document's components. */
interface Shared {
  readonly schemas: Map<string, Json>;
  readonly responses: Map<string, Json>;
}

const components = '#/components/schemas/';

/**
 * The OpenAPI 3.1 document of a contract. Requests are strict and answers open (more fields may come), as in the
 * contract; schemas that it exports by name become components, each operation lists the codes it is refused with. What is
 * sent to webhook endpoints stands under `webhooks`, one for each type of event.
 *
 * @param contract operations by noun; the nouns become tags
 * @param about `origin`: the server's address, without a slash at the end; `version`: the backend's version
 */
export function openapi(contract: Contract, about: { readonly origin: string; readonly version: string }): JsonObject {
  const shared: Shared = { schemas: new Map(), responses: new Map() };
  const paths: Record<string, Record<string, Json>> = {};
  for (const [noun, operations] of Object.entries(contract)) {
    for (const operation of Object.values(operations)) {
      (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(noun, operation, shared);
    }
  }
  const webhooks = Object.fromEntries(eventTypes.map((type) => [type, { post: webhook(type, shared) }]));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Connect',
      version: about.version,
      description: 'Connect links: lasting, revocable links with which a client connects social accounts to a product.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: about.origin }],
    tags: Object.keys(contract).map((name) => ({ name })),
    paths,
    webhooks,
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: "An API key of the operator's, for servers only." },
        session: {
          type: 'http',
          scheme: 'bearer',
          description:
            'The token of a session, which may go to a page: one person, one workspace, and the abilities that each operation names here. What is of another workspace is not found.',
        },
      },
      parameters: signatureHeaders,
      schemas: sorted(shared.schemas),
      responses: sorted(shared.responses),
    },
  };
}

function describe(noun: string, operation: Operation, shared: Shared): Json {
  const parameters = [
    ...parametersOf('path', operation.params, shared),
    ...parametersOf('query', operation.query, shared),
    ...(operation.idempotent ? [idempotencyKey] : []),
  ];
  return {
    operationId: operation.id,
    tags: [noun],
    summary: operation.summary,
    security: securityOf(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(operation.body && { requestBody: { required: true, content: requestContent(operation, shared) } }),
    responses: {
      [operation.status]: {
        description: operation.status === 204 ? 'Done; without a body.' : 'Done.',
        ...(operation.result && { content: { 'application/json': { schema: schemaOf(operation.result, shared) } } }),
      },
      ...problems([...sharedErrors, ...operation.errors], shared),
    },
  };
}

/** What is sent to an address of the integrator's where an event of this type is told. */
function webhook(type: EventType, shared: Shared): Json {
  return {
    operationId: `event.${type}`,
    tags: ['webhooks'],
    summary: eventSummaries[type],
    security: [],
    parameters: Object.keys(signatureHeaders).map((name) => ({ $ref: `#/components/parameters/${name}` })),
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { allOf: [schemaOf(nouns.Event, shared)], properties: { type: { const: type } } } },
      },
    },
    responses: {
      '2XX': { description: 'Taken.' },
      '410': { description: 'Nothing is to be sent here any longer: the endpoint is disabled.' },
      default: { description: 'Not taken: sent again later, under the same `webhook-id`.' },
    },
  };
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
const signatureHeaders: JsonObject = Object.fromEntries(
  [
    ['webhook-id', 'The delivery’s id, the same at each attempt.'],
    ['webhook-timestamp', 'When this attempt was made, in seconds since 1970.'],
    ['webhook-signature', 'Standard Webhooks’ `v1,…`, one for each secret of the endpoint, separated by spaces.'],
  ].map(([name = '', description = '']) => [name, { name, in: 'header', required: true, description, schema: { type: 'string' } }]),
);

/** Either is enough; the ability stands where OpenAPI 3.1 has the roles that a scheme's holder needs. */
function securityOf({ access, session }: Operation): Json {
  if (access === 'secret') return [];
  if (session === undefined) return [{ key: [] }];
  return [{ key: [] }, { session: session === 'any' ? [] : [session] }];
}

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The same key with the same body gives the same resource; with another body it is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

/** JSON that travels as text/plain, so that a browser sends no preflight, is described by its content schema. */
function requestContent(operation: Operation, shared: Shared): Json {
  const schema = operation.body ? schemaOf(operation.body, shared) : {};
  return operation.media === 'text'
    ? { 'text/plain': { schema: { type: 'string', contentMediaType: 'application/json', contentSchema: schema } } }
    : { 'application/json': { schema } };
}

function parametersOf(place: 'path' | 'query', schema: z.ZodMiniType | undefined, shared: Shared): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, shared) as {
    properties?: JsonObject;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: property,
  }));
}

/** One response for each status, which names the codes that come with it; operations share the responses. */
function problems(codes: readonly ApiErrorCode[], shared: Shared): JsonObject {
  const byStatus: Record<string, Json> = {};
  for (const status of new Set(codes.map((code) => apiErrors[code]))) {
    const group = [...new Set(codes)].filter((code) => apiErrors[code] === status);
    const name = group.join('.');
    shared.responses.set(name, {
      description: `Refused: ${group.join(' or ')}.`,
      ...(group.includes('rate_limited') && { headers: { 'Retry-After': retryAfter } }),
      content: {
        'application/problem+json': {
          schema: { allOf: [schemaOf(nouns.Problem, shared)], properties: { code: { enum: group } } },
        },
      },
    });
    byStatus[status] = { $ref: `#/components/responses/${name}` };
  }
  return byStatus;
}

const retryAfter: Json = { description: 'Seconds until it is worth trying again.', schema: { type: 'integer' } };

/** The contract's schemas by the names that it exports them with. */
const named = z.registry<{ id: string }>();
for (const [id, value] of Object.entries(nouns)) {
  if (value instanceof z.core.$ZodType && /^[A-Z]/.test(id)) named.add(value, { id });
}

/** A schema as JSON Schema, or as a reference where it has a name; what it refers to is put into `shared`. */
function schemaOf(schema: z.ZodMiniType, shared: Shared): Json {
  // The input side also for answers: on the output side an object is closed, and a new field would break readers.
  const options = { io: 'input', metadata: named, override: simplify } as const;
  const { $defs = {}, $schema: _, ...own } = z.toJSONSchema(schema, options);
  for (const [id, definition] of Object.entries($defs)) shared.schemas.set(id, hoisted(definition));
  return hoisted(own);
}

/** What says nothing to a reader: the pattern beside a format, the bounds that every JavaScript integer has. */
function simplify({ jsonSchema: schema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** References into a schema's own definitions, moved to the document's components. */
function hoisted(schema: unknown): Json {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', components) : value,
  );
  return JSON.parse(text) as Json;
}

const sorted = (map: ReadonlyMap<string, Json>): JsonObject =>
  Object.fromEntries([...map].toSorted(([a], [b]) => (a < b ? -1 : 1)));
