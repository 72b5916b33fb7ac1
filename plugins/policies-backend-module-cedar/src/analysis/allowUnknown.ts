import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { Plan } from './Plan';
import { SymccCommand } from './symccCommands';
import { withUnknownEntities } from './unknownEntities';

/** What of a plan is asked of a program. */
export type PlannedTexts = Pick<
  Plan,
  'environment' | 'schema' | 'command' | 'first' | 'second'
>;

/** The texts of a question in which entities may be unknown where policies ask that. */
export interface UnknownTexts {
  schema: string;
  schemaFormat: 'cedar' | 'json';
  first: string[];
  second?: string[];
  /** Types of which entities may be unknown. */
  unknown: string[];
  /** Types of which they are taken to be known although policies ask. */
  uncovered: string[];
}

/** With statements that ask first who is known, these would never hold. */
const OF_ALL: SymccCommand[] = ['always-allows', 'always-matches'];

/** Writes a question so that entities may be unknown. Runs in a worker: the texts are hostile. */
export function allowUnknown({
  environment,
  schema,
  command,
  first,
  second,
}: PlannedTexts): UnknownTexts {
  const plain = { schema, schemaFormat: 'cedar' as const, first, second };
  const resolved = cedar.schemaToJsonWithResolvedTypes(schema);
  if (resolved.type === 'failure') {
    return { ...plain, unknown: [], uncovered: [] };
  }
  const parts = { first, second: second ?? [] };
  const converted = withUnknownEntities(
    resolved.json,
    {
      principal: environment.principalType,
      action: environment.actionUid,
      resource: environment.resourceType,
    },
    Object.fromEntries(
      Object.entries(parts).flatMap(([part, texts]) =>
        texts.map((text, index) => [`${part}${index}`, parse(text)]),
      ),
    ),
    { ofAllTypes: !OF_ALL.includes(command) },
  );
  const { types, uncovered } = converted;
  if (!types.length) {
    return { ...plain, unknown: [], uncovered };
  }
  const textsOf = (part: keyof typeof parts) =>
    parts[part].map((_, index) =>
      write(converted.statements[`${part}${index}`]),
    );
  return {
    schema: JSON.stringify(converted.schema),
    schemaFormat: 'json',
    first: textsOf('first'),
    ...(second ? { second: textsOf('second') } : {}),
    unknown: types,
    uncovered,
  };
}

function parse(text: string): PolicyJson {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === 'failure') {
    throw new Error(`a statement cannot be read again: ${text.slice(0, 80)}`);
  }
  return parsed.json;
}

function write(statement: PolicyJson): string {
  const written = cedar.policyToText(statement);
  if (written.type === 'failure') {
    throw new Error('a statement cannot be written');
  }
  return written.text;
}
