import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { FileRange } from '@internal/plugin-policies-common';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import { CedarDiagnostics } from './CedarDiagnostics';
import { rangeOfOffsets } from '../text/positions';

const ENTITIES_FILE = 'entities.json';
const MAX_JSON_DEPTH = 100;

/** Reads and checks the stored entities of a set; none when there is no `entities.json`. */
export function readEntities(
  bundle: PolicyBundle,
  schema: string | undefined,
  diagnostics: CedarDiagnostics,
): EntityJson[] {
  const file = bundle.files.find(({ path }) => path === ENTITIES_FILE);
  if (!file) {
    return [];
  }
  const fail = (message: string, help: string, range?: FileRange) => {
    diagnostics.add({
      severity: 'error',
      file: ENTITIES_FILE,
      range,
      source: 'cedar',
      message,
      help,
    });
    return [];
  };
  if (jsonDepth(file.content) > MAX_JSON_DEPTH) {
    return fail(
      `'${ENTITIES_FILE}' nests deeper than ${MAX_JSON_DEPTH} levels`,
      'Flatten the attributes.',
    );
  }
  let entities: unknown;
  try {
    entities = JSON.parse(file.content);
  } catch (error) {
    return fail(
      `'${ENTITIES_FILE}' is not valid JSON: ${(error as Error).message}`,
      'Mend the JSON.',
    );
  }
  if (!Array.isArray(entities)) {
    return fail(
      `'${ENTITIES_FILE}' is not a list`,
      'Write a list of { "uid", "attrs", "parents" }.',
    );
  }
  try {
    const checked = cedar.checkParseEntities({
      entities: entities as EntityJson[],
      schema,
    });
    if (checked.type === 'failure') {
      const { message, help } = checked.errors[0];
      return fail(
        message,
        help ?? 'Mend the entity so that it fits the schema.',
        placeOf(message, file.content),
      );
    }
  } catch (error) {
    return fail(
      `'${ENTITIES_FILE}' does not have the form of Cedar entities: ${
        (error as Error).message ?? error
      }`,
      'Give each entity "uid": { "type", "id" }, "attrs": { } and "parents": [ ].',
    );
  }
  return entities as EntityJson[];
}

/** Cedar names the entity but not its place: find it by its id. */
function placeOf(message: string, content: string): FileRange | undefined {
  const id = /::("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  const offset = id ? content.indexOf(id) : -1;
  return offset < 0
    ? undefined
    : rangeOfOffsets(content, offset, offset + id!.length);
}

function jsonDepth(content: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < content.length; i++) {
    const c = content[i];
    if (inString) {
      if (c === '\\') {
        i++;
      } else if (c === '"') {
        inString = false;
      }
    } else if (c === '"') {
      inString = true;
    } else if (c === '[' || c === '{') {
      deepest = Math.max(deepest, ++depth);
    } else if (c === ']' || c === '}') {
      depth--;
    }
  }
  return deepest;
}
