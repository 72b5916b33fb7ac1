import { posix } from 'path';
import { Diagnostic } from '@internal/plugin-policies-common';
import { problem } from './problem';

/** A base document of a set. */
export interface DataDocument {
  path: string;
  value: unknown;
}

/** What stands at a place below `data`: members, or a value that one file gives. */
type Place = { file: string; members?: Map<string, Place> };

/**
 * Finds documents that say something else of the same place. OPA puts members of several files together,
 * and refuses the rest without naming the second file.
 */
export function dataConflicts(documents: DataDocument[]): Diagnostic[] {
  const root: Place = { file: '', members: new Map() };
  const diagnostics: Diagnostic[] = [];
  for (const { path, value } of documents) {
    const folder = posix.dirname(path);
    const names = folder === '.' ? [] : folder.split('/');
    const placed = names.reduceRight<unknown>(
      (inner, name) => ({ [name]: inner }),
      value,
    );
    const conflict = put(root, placed, path, []);
    if (conflict) {
      diagnostics.push(
        problem({
          file: path,
          row: 1,
          message: `'${
            conflict.file
          }' and '${path}' both say what 'data.${conflict.at.join('.')}' is`,
          help: 'Keep it in one of the two.',
        }),
      );
    }
  }
  return diagnostics;
}

/** @returns where the value meets another one, and whose that is */
function put(
  place: Place,
  value: unknown,
  file: string,
  at: string[],
): { file: string; at: string[] } | undefined {
  if (!isObject(value) || !place.members) {
    return { file: place.file || file, at };
  }
  for (const [name, member] of Object.entries(value)) {
    const known = place.members.get(name);
    const conflict = known && put(known, member, file, [...at, name]);
    if (conflict) {
      return conflict;
    }
    if (!known) {
      place.members.set(name, placeOf(member, file));
    }
  }
  return undefined;
}

function placeOf(value: unknown, file: string): Place {
  return {
    file,
    members: isObject(value)
      ? new Map(
          Object.entries(value).map(([name, member]) => [
            name,
            placeOf(member, file),
          ]),
        )
      : undefined,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
