import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Route } from '@internal/plugin-policies-node';
import type { Request } from 'express';

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

/** Answers calls. */
export interface Calls {
  /** @returns what the route's handler returns */
  answer(call: IncomingCall): Promise<unknown>;
}
