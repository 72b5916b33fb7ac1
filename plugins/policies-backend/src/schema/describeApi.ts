import { errorBodySchema } from '@internal/plugin-policies-common';
import {
  RouteAnswer,
  RouteDescription,
  RouteInput,
} from '@internal/plugin-policies-node';
import { z } from 'zod';
import { Components, JsonSchema } from './Components';
import { describeParts } from './describeParts';

/** Parameters of paths that the core and features share; features say what theirs are. */
const PARAMETERS: Record<string, string> = {
  set: 'Name of a policy set',
  policy: 'Name of a policy in its set',
  revision: 'sha256 in hex, or `active`',
  engine: 'Name of a configured engine',
};

/** An OpenAPI 3.1 document. */
export type ApiDocument = Record<string, any> & {
  paths: Record<string, Record<string, JsonSchema>>;
};

/** Describes routes as OpenAPI 3.1. What only passes requests on is left out. */
export function describeApi(routes: readonly RouteDescription[]): ApiDocument {
  // Features come in any order, and the document is always the same.
  const described = routes
    .filter(({ method }) => method !== 'use')
    .sort((a, b) => compare(a.path, b.path));
  const components = new Components({
    input: described.flatMap(({ input, query }) => [
      ...(input ? [input.schema] : []),
      ...(query ? [query] : []),
    ]),
    output: [
      errorBodySchema,
      ...described.flatMap(({ answer: { schema, lines } }) => [
        ...(schema ? [schema] : []),
        ...(lines ? [lines] : []),
      ]),
    ],
  });
  const paths: ApiDocument['paths'] = {};
  for (const route of described) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = {
      ...(isOutside(path) && { servers: [{ url: '/' }] }),
      ...paths[path],
      [route.method]: describeRoute(route, components),
    };
  }
  const tags = new Map(described.map(({ tag }) => [tag.name, tag]));
  const parts = describeParts(components.get(errorBodySchema, 'output'));
  return {
    ...parts.head,
    tags: [...tags.values()].sort((a, b) => compare(a.name, b.name)),
    paths,
    components: {
      ...parts.components,
      schemas: components.schemas,
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** Whether a path stands beside the plugin's address. */
function isOutside(path: string): boolean {
  return path.startsWith('/.well-known/');
}

function describeRoute(
  route: RouteDescription,
  components: Components,
): JsonSchema {
  const parameters = [
    ...pathParameters(route),
    ...(route.query ? queryParameters(route.query, components) : []),
    ...(route.path.includes('/access/v1/')
      ? [{ $ref: '#/components/parameters/requestId' }]
      : []),
  ];
  return {
    tags: [route.tag.name],
    operationId: route.operation,
    summary: route.summary,
    ...(route.isOpen && { security: [] }),
    ...(parameters.length && { parameters }),
    ...(route.input && { requestBody: describeInput(route.input, components) }),
    responses: {
      ...describeAnswer(route, route.answer, components),
      ...Object.fromEntries(
        (route.refusals ?? []).map(status => [
          status,
          { $ref: `#/components/responses/${status}` },
        ]),
      ),
      ...(!route.isOpen && {
        default: { $ref: '#/components/responses/Error' },
      }),
    },
  };
}

function pathParameters({ path, params }: RouteDescription): JsonSchema[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: params?.[name] ?? PARAMETERS[name],
    schema: { type: 'string' },
  }));
}

function queryParameters(
  query: z.ZodType,
  components: Components,
): JsonSchema[] {
  const { properties, required } = components.getProperties(query);
  return Object.entries(properties).map(
    ([name, { description, ...schema }]) => ({
      name,
      in: 'query',
      ...(required.includes(name) && { required: true }),
      ...(description && { description }),
      schema,
    }),
  );
}

function describeInput(
  { schema, archive }: RouteInput<unknown>,
  components: Components,
): JsonSchema {
  return {
    required: true,
    content: {
      'application/json': { schema: components.get(schema, 'input') },
      ...(archive && { 'application/zip': {} }),
    },
  };
}

function describeAnswer(
  { status, path }: RouteDescription,
  { description, schema, lines, file }: RouteAnswer,
  components: Components,
): JsonSchema {
  const content = {
    ...(schema && {
      'application/json': { schema: components.get(schema, 'output') },
    }),
    ...(lines && {
      'application/x-ndjson': { schema: components.get(lines, 'output') },
    }),
    ...(file && { [file]: {} }),
  };
  const hasContent = Object.keys(content).length > 0;
  return {
    [status ?? (hasContent ? 200 : 204)]: {
      description,
      ...(path.includes('/access/v1/') && {
        headers: { 'X-Request-ID': { $ref: '#/components/headers/requestId' } },
      }),
      ...(hasContent && { content }),
    },
  };
}
