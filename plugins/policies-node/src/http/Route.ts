import { Readable } from 'stream';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { RouteDescription } from './RouteDescription';

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
export interface Route<TBody = unknown, TQuery = unknown, TAnswer = unknown>
  extends RouteDescription<TBody, TQuery, TAnswer> {
  method: Exclude<RouteDescription['method'], 'use'>;
  /** The event of the auditor that a call is; absent where nothing is written. */
  audit?: {
    eventId: string;
    severity: 'low' | 'medium' | 'high' | 'critical';
    /** What its success tells besides the parameters of the path. */
    meta?(body: TBody): JsonObject;
  };
  /** Gives what {@link RouteDescription.answer} says: JSON, a {@link FileAnswer}, {@link LinesAnswer}, or nothing. */
  handle(
    call: RouteCall<TBody, TQuery>,
  ): Promise<NoInfer<TAnswer> | FileAnswer | LinesAnswer | void>;
}

/** Keeps the types of a route together; in a list of routes they are not told apart. */
export function defineRoute<TBody, TQuery, TAnswer>(
  route: Route<TBody, TQuery, TAnswer>,
): Route {
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
