import type { EntityJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import { CedarTextError, CedarTextReader } from './CedarTextReader';
import { Model } from './types';

/**
 * Reads a counterexample as the analyzer prints it: request, context and entities.
 *
 * @param rawNames - names of attributes that Cedar does not escape everywhere
 * @throws CedarTextError for anything else
 */
export function readModel(text: string, rawNames: string[] = []): Model {
  const reader = new CedarTextReader(text, rawNames);
  reader.expect('principal: ');
  const principal = reader.readUid();
  reader.expect(', action: ');
  const action = reader.readUid();
  reader.expect(', resource: ');
  const resource = reader.readUid();
  const context = reader.take('\ncontext: ') ? readContext(reader) : {};
  const entities: EntityJson[] = [];
  if (reader.take('\nentities: [\n')) {
    while (!reader.take(']')) {
      entities.push(readEntity(reader));
    }
  }
  reader.take('\n');
  if (!reader.isAtEnd) {
    throw new CedarTextError('something follows the counterexample');
  }
  return {
    principal,
    action,
    resource,
    context,
    entities,
    unknown: [],
    exact: reader.exact,
  };
}

function readContext(reader: CedarTextReader): Record<string, unknown> {
  const value = reader.readValue();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new CedarTextError('the context is no record');
  }
  return value as Record<string, unknown>;
}

function readEntity(reader: CedarTextReader): EntityJson {
  reader.expect('  ');
  const uid = reader.readUid();
  const parents: TypeAndId[] = [];
  if (reader.take(' in [')) {
    do {
      parents.push(reader.readUid());
    } while (reader.take(', '));
    reader.expect(']');
  }
  const attrs = reader.take(' {\n') ? readMembers(reader) : {};
  const tags = reader.take(' tags {\n') ? readMembers(reader) : undefined;
  reader.expect(',\n');
  return { uid, attrs, parents, ...(tags ? { tags } : {}) } as EntityJson;
}

function readMembers(reader: CedarTextReader): Record<string, unknown> {
  const members: Array<[string, unknown]> = [];
  while (!reader.take('  }')) {
    reader.expect('    ');
    const name = reader.readName();
    reader.expect(': ');
    members.push([name, reader.readValue()]);
    reader.expect(',\n');
  }
  return Object.fromEntries(members);
}
