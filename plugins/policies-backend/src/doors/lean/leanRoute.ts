import type { IncomingMessage } from 'http';
import { LIMITS } from '@internal/plugin-policies-common';

/** A request that the lean way in takes. */
export interface LeanRoute {
  kind: 'evaluation' | 'evaluations';
  /** Undefined for the portal's own endpoint. */
  set?: string;
  token: string;
  /** Bytes of the body. */
  length: number;
}

const PATH =
  /^\/api\/policies(?:\/sets\/([A-Za-z0-9_.-]+))?\/access\/v1\/(evaluations?)$/;
const JSON_TYPE = /^application\/json(?:; ?charset=utf-8)?$/i;
const TOKEN = /^Bearer +(\S+)$/i;

/* Browsers of other origins, cookies, compressed bodies and the like are for the whole stack. */
const UNUSUAL = [
  'content-encoding',
  'cookie',
  'expect',
  'origin',
  'transfer-encoding',
  'x-http-method-override',
];

/** @returns undefined for anything but a plain request for decisions */
export function leanRouteOf({
  method,
  url = '',
  headers,
}: IncomingMessage): LeanRoute | undefined {
  if (method !== 'POST' || !url.startsWith('/api/policies/')) {
    return undefined;
  }
  const path = PATH.exec(url);
  const token = TOKEN.exec(headers.authorization ?? '')?.[1];
  const length = Number(headers['content-length'] ?? NaN);
  if (
    !path ||
    !token ||
    !(length > 0 && length <= LIMITS.requestBytes) ||
    !JSON_TYPE.test(headers['content-type'] ?? '') ||
    UNUSUAL.some(name => headers[name] !== undefined)
  ) {
    return undefined;
  }
  return {
    kind: path[2] as LeanRoute['kind'],
    set: path[1],
    token,
    length,
  };
}
