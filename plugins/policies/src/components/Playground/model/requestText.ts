import {
  Diagnostic,
  EvaluationRequest,
  evaluationRequestSchema,
  JsonError,
  readJson,
} from '@internal/plugin-policies-common';
import { isNode, LineCounter, parseDocument } from 'yaml';

/** A JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [key: string]: Json };

/** An object of JSON values. */
export type JsonObject = { [key: string]: Json };

/** What the text of a request says. */
export interface ParsedRequest {
  /** The request, when it is complete. */
  request?: EvaluationRequest;
  /** The object as it stands, also while incomplete; absent when the text is not a JSON object. */
  value?: JsonObject;
  /** What keeps it from being complete. */
  diagnostics: Diagnostic[];
}

/** True for objects, not arrays. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text of a request. */
export function formatRequest(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function jsonError({
  problem,
  help,
  line,
  column,
  length,
}: JsonError): Diagnostic {
  return {
    severity: 'error',
    source: 'portal',
    message: `The request cannot be read: ${problem}`,
    help,
    range: {
      startLine: line,
      startColumn: column,
      endLine: line,
      endColumn: column + length,
    },
  };
}

/** Reads the text of a request and says in words what is missing. */
export function parseRequest(text: string): ParsedRequest {
  let value: unknown;
  try {
    value = readJson(text);
  } catch (error) {
    return { diagnostics: [jsonError(error as JsonError)] };
  }
  if (!isObject(value)) {
    return {
      diagnostics: [
        {
          severity: 'error',
          source: 'portal',
          message:
            'A request is an object with "subject", "action" and "resource".',
        },
      ],
    };
  }
  const parsed = evaluationRequestSchema.safeParse(value);
  if (parsed.success) {
    return { request: parsed.data, value, diagnostics: [] };
  }
  // JSON is YAML, and this parser knows where each value stands.
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  return {
    value,
    diagnostics: parsed.error.issues.map(issue => {
      const path = [...issue.path] as string[];
      const name = path.join('.');
      let node = document.getIn(path, true);
      while (!isNode(node) && path.pop()) {
        node = document.getIn(path, true);
      }
      const [from, to] = (isNode(node) && node.range) || [0, 1];
      const start = lineCounter.linePos(from);
      const end = lineCounter.linePos(to);
      return {
        severity: 'error',
        source: 'portal',
        message:
          issue.code === 'too_small' ||
          (issue.code === 'invalid_type' && /undefined/.test(issue.message))
            ? `"${name}" is missing`
            : `"${name}": ${issue.message}`,
        range: {
          startLine: start.line,
          startColumn: start.col,
          endLine: end.line,
          endColumn: end.col,
        },
      };
    }),
  };
}

/**
 * Sets one value of a request.
 *
 * @param path - for example `['subject', 'properties', 'segment']`
 * @param next - the value; undefined removes it, and an object of properties left empty with it
 */
export function setIn(
  value: JsonObject,
  path: string[],
  next: Json | undefined,
): JsonObject {
  const [key, ...rest] = path;
  const { [key]: current, ...others } = value;
  let inner = next;
  if (rest.length) {
    inner = setIn(isObject(current) ? current : {}, rest, next);
    if (next === undefined && !Object.keys(inner).length) {
      inner = undefined;
    }
  }
  if (inner === undefined) {
    return others;
  }
  return key in value
    ? { ...value, [key]: inner }
    : { ...others, [key]: inner };
}

/** Reads one value of a request. */
export function getIn(
  value: Json | undefined,
  path: string[],
): Json | undefined {
  return path.reduce<Json | undefined>(
    (at, key) =>
      isObject(at) && Object.prototype.hasOwnProperty.call(at, key)
        ? at[key]
        : undefined,
    value,
  );
}
