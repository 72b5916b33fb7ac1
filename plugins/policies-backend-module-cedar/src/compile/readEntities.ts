import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type { FileRange } from '@internal/plugin-policies-common';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import { readJsonFile } from '@internal/plugin-policies-node/worker';
import { CedarDiagnostics } from './CedarDiagnostics';
import { MappedTypeError, withReferences } from './toReferences';
import { rangeOfOffsets } from '../text/positions';
import { ENTITIES_FILE } from './schemaFiles';

/** Reads and checks the stored entities of a set; none when there is no `entities.json`. */
export function readEntities(
  bundle: PolicyBundle,
  schema: string | undefined,
  types: Record<string, string>,
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
  const { value: entities, diagnostic } = readJsonFile(file, 'cedar');
  if (diagnostic) {
    diagnostics.add(diagnostic);
    return [];
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
        help ?? 'Fix the entity so that it fits the schema.',
        placeOf(message, file.content),
      );
    }
    return schema === undefined
      ? withReferences(entities as EntityJson[], types)
      : (entities as EntityJson[]);
  } catch (error) {
    if (error instanceof MappedTypeError) {
      return fail(
        error.message,
        `Use the type of Cedar, '${error.cedarType}', in '${ENTITIES_FILE}'.`,
      );
    }
    if (
      error instanceof WebAssembly.RuntimeError ||
      error instanceof RangeError
    ) {
      // Cedar's instance may be damaged: the worker is thrown away for it.
      throw new RangeError(
        `'${ENTITIES_FILE}' chains parents or nests attributes deeper than Cedar can read; shorten its longest chain of parents`,
      );
    }
    return fail(
      `'${ENTITIES_FILE}' does not have the form of Cedar entities: ${
        (error as Error).message ?? error
      }`,
      'Give each entity "uid": { "type", "id" }, "attrs": { } and "parents": [ ].',
    );
  }
}

/** Cedar names the entity but not its place: find it by its id. */
function placeOf(message: string, content: string): FileRange | undefined {
  const id = /::("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
  const offset = id ? content.indexOf(id) : -1;
  return offset < 0
    ? undefined
    : rangeOfOffsets(content, offset, offset + id!.length);
}
