import { Permission } from '@backstage/plugin-permission-common';
import { JsonRules } from '@internal/plugin-policies-common';
import { z } from 'zod';

/**
 * What is said of a route, from which OpenAPI, the table of the docs and the checks of tests come. Routes that
 * something else answers than {@link Route}s, as decisions are before the HTTP stack, are described by it alone.
 */
export interface RouteDescription<
  TBody = unknown,
  TQuery = unknown,
  TAnswer = unknown,
> {
  /** `use`: whatever is asked below the path. */
  method: 'get' | 'post' | 'put' | 'patch' | 'delete' | 'use';
  /** Below the plugin's address, with `:name` for parameters; below that of the backend for `/.well-known/`. */
  path: string;
  /** Its name in OpenAPI, such as `listSets`. */
  operation: string;
  /** What it does, in a few words. */
  summary: string;
  tag: RouteTag;
  /** What the parameters of the path are; those of the core are known. */
  params?: Record<string, string>;
  /** Permissions that the service behind the route asks for: some calls take all of them. */
  needs: readonly Permission[];
  /** Answers without a token, too. */
  isOpen?: boolean;
  /** The body; without it none is read. */
  input?: RouteInput<TBody>;
  query?: z.ZodType<TQuery>;
  answer: RouteAnswer<TAnswer>;
  /** Of an answer with content; by default 200. What answers nothing gets 204. */
  status?: number;
  /** Statuses that tell callers when to ask again. */
  refusals?: ReadonlyArray<429 | 503>;
}

/** Routes that belong together, as OpenAPI lists them. */
export interface RouteTag {
  name: string;
  description: string;
}

/** The body that a route takes. */
export interface RouteInput<TBody> {
  schema: z.ZodType<TBody>;
  /** Bytes of the largest body. */
  limit: number;
  /** What JSON may hold besides what can be stored; by default nothing. */
  rules?: JsonRules;
  /** How a refusal begins; by default `the request is not valid:`. */
  refusal?: string;
  /** Reads an archive where one may be sent in place of JSON. */
  archive?: {
    limit: number;
    read(bytes: Buffer): Promise<TBody>;
  };
}

/** What a route answers where all goes well: JSON, lines of it, a file, or without any of them nothing. */
export interface RouteAnswer<TAnswer = unknown> {
  description: string;
  /** Of JSON. */
  schema?: z.ZodType<TAnswer>;
  /** Of each line of newline-delimited JSON. */
  lines?: z.ZodType;
  /** Content type of a file. */
  file?: string;
}
