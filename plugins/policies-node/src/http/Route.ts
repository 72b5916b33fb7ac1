import { Readable } from 'stream';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Permission } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { JsonRules } from '@internal/plugin-policies-common';
import { z } from 'zod';

/** One call of a route, as its handler gets it. */
export interface RouteCall<TBody = unknown, TQuery = unknown> {
  credentials: BackstageCredentials;
  params: Record<string, string>;
  body: TBody;
  query: TQuery;
  /** Aborted when whoever asked is gone. */
  signal: AbortSignal;
  /** The first of these content types that whoever asked takes; undefined for none of them. */
  accepts(types: string[]): string | undefined;
}

/**
 * A route as data: what is mounted, audited and documented comes from it. Bodies are JSON; credentials are of
 * a person or a service.
 */
export interface Route<TBody = unknown, TQuery = unknown> {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below the plugin's address, with `:name` for parameters. */
  path: string;
  /** Permissions that the service behind the route asks for: some calls take all of them. */
  needs: readonly Permission[];
  /** The event of the auditor that a call is; absent where nothing is written. */
  audit?: {
    eventId: string;
    severity: 'low' | 'medium' | 'high' | 'critical';
    /** What its success tells besides the parameters of the path. */
    meta?(body: TBody): JsonObject;
  };
  /** The body; without it none is read. */
  input?: RouteInput<TBody>;
  query?: z.ZodType<TQuery>;
  /** Of an answer with content; by default 200. What answers nothing gets 204. */
  status?: number;
  /** Answers with JSON, with a {@link FileAnswer}, with {@link LinesAnswer}, or with nothing. */
  handle(call: RouteCall<TBody, TQuery>): Promise<unknown>;
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

/** Keeps the types of a route together; in a list of routes they are not told apart. */
export function defineRoute<TBody, TQuery>(route: Route<TBody, TQuery>): Route {
  return route as unknown as Route;
}

/** An answer that comes bit by bit, as newline-delimited JSON. */
export class LinesAnswer {
  constructor(readonly lines: AsyncIterable<unknown>) {}
}

/** An answer that is a file. */
export class FileAnswer {
  constructor(
    readonly name: string,
    readonly contentType: string,
    readonly content: Readable,
  ) {}
}
