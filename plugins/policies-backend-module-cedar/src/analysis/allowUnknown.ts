import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyJson } from '@cedar-policy/cedar-wasm/nodejs';
import { withBoundedNumbers } from './boundedNumbers';
import { Plan } from './Plan';
import { CedarEnvironmentTypes } from './ChainTypes';
import { withUnknownEntities } from './unknownEntities';

/** What of a plan is asked of a program. */
export type PlannedTexts = Pick<
  Plan,
  'environment' | 'schema' | 'command' | 'first' | 'second' | 'deciding'
>;

/** The texts of a question, as the portal decides. */
export interface AskedTexts {
  schema: string;
  schemaFormat: 'cedar' | 'json';
  first: string[];
  second?: string[];
  /** Types of which entities may be unknown. */
  unknown: string[];
  /** False where entities have to be known, as the statements cannot be followed. */
  covers: boolean;
}

/**
 * Writes a question the way the portal decides: entities may be unknown, a statement that gives an error for one
 * has nothing allowed, and numbers are those that a request can say. Runs in a worker: the texts are hostile.
 */
export function allowUnknown({
  environment,
  schema,
  command,
  first,
  second,
  deciding,
}: PlannedTexts): AskedTexts {
  const plain = { schema, schemaFormat: 'cedar' as const, first, second };
  const resolved = cedar.schemaToJsonWithResolvedTypes(schema);
  if (resolved.type === 'failure') {
    return { ...plain, unknown: [], covers: false };
  }
  const statements = new Map(
    [...first, ...(second ?? [])].map(text => [text, parse(text)]),
  );
  if ([...statements.values()].some(holdsInexactNumber)) {
    return { ...plain, unknown: [], covers: command === 'never-errors' };
  }
  const types: CedarEnvironmentTypes = {
    principal: environment.principalType,
    action: environment.actionUid,
    resource: environment.resourceType,
  };
  if (command === 'never-errors') {
    // Unknown entities are an error of whoever asks; what is looked for is one of the policies.
    return {
      ...plain,
      first: first.map(text =>
        write(withBoundedNumbers(resolved.json, types, statements.get(text)!)),
      ),
      unknown: [],
      covers: true,
    };
  }
  const parts = { first, second: second ?? [] };
  const converted = withUnknownEntities(
    resolved.json,
    types,
    Object.fromEntries(
      Object.entries(parts).flatMap(([part, texts]) =>
        texts.map((text, index) => [`${part}${index}`, statements.get(text)!]),
      ),
    ),
  );
  if (!converted) {
    return { ...plain, unknown: [], covers: false };
  }
  const textsOf = (part: keyof typeof parts) =>
    parts[part].flatMap((_, index) => {
      const { statement, failure } = converted.statements[`${part}${index}`];
      return deciding.includes(part) && failure
        ? [write(statement), write(failure)]
        : [write(statement)];
    });
  return {
    schema: JSON.stringify(converted.schema),
    schemaFormat: 'json',
    first: textsOf('first'),
    ...(second ? { second: textsOf('second') } : {}),
    unknown: converted.types,
    covers: true,
  };
}

/** Whether a number was rounded as the statement was read: it cannot be written again as it was. */
function holdsInexactNumber(value: unknown): boolean {
  if (typeof value === 'number') {
    return !Number.isSafeInteger(value);
  }
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some(holdsInexactNumber)
  );
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
