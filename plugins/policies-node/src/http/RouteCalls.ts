import { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import { Route } from './Route';

/** A call of a route, before its body is read, as whoever takes it in has it. */
export interface IncomingCall {
  route: Route;
  credentials: BackstageCredentials;
  params: Record<string, string>;
  /** Not read yet, as one that cannot be read is a call that failed. */
  readBody(): Promise<unknown>;
  readQuery(): unknown;
  /** Aborted when whoever asked is gone. */
  signal: AbortSignal;
  /** Where it came over HTTP. */
  request?: Request;
  /** Hands a file over to whoever asked: what was handed out is known when it was. */
  deliver?(answer: unknown): Promise<void>;
}

/** Answers calls of routes: audited, measured and traced, whether they are requests, actions or calls of tools. */
export interface RouteCalls {
  /** @returns what the route's handler returns */
  answer(call: IncomingCall): Promise<unknown>;
}

/** The routes there are, for whoever offers them in another way than over HTTP. */
export interface CallableRoutes extends RouteCalls {
  /** Of the core and of all features, from `start` on. */
  list(): Route[];
}
