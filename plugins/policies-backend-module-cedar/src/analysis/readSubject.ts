import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { SchemaJson, TypeAndId } from '@cedar-policy/cedar-wasm/nodejs';
import type { PolicyBundle } from '@internal/plugin-policies-node';
import type { CedarArtifact } from '../compile/artifact';
import { compileCedar } from '../compile/compileCedar';
import { readStatement } from '../compile/readStatement';
import { bareStatement } from '../text/statementParts';
import { mayFail } from './mayFail';
import { canMatch, Hierarchy, readHierarchy } from './scopes';
import { CedarEnvironment, SubjectAnswer } from './types';

/** A comment of what the solver reads ends where a line does: names must not end it. */
const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u;

/** Reads what can be asked of a revision. Runs in a worker that may be thrown away: the text is hostile. */
export function readSubject(bundle: PolicyBundle): SubjectAnswer {
  const { artifact, diagnostics } = compileCedar(bundle);
  if (!artifact) {
    const error = diagnostics.find(({ severity }) => severity === 'error');
    return {
      refused: `nothing can be proven of a revision that does not compile: ${error?.message}`,
    };
  }
  const { schema } = artifact;
  if (schema === undefined) {
    return {
      refused:
        'nothing can be proven of a set without a schema, which says what requests and entities there can be; add one',
    };
  }
  const resolved = cedar.schemaToJsonWithResolvedTypes(schema);
  if (resolved.type === 'failure') {
    return {
      refused: `nothing can be proven, as the schema has types that are not defined: ${resolved.errors[0]?.message}`,
    };
  }
  const strange = strangeName(resolved.json);
  if (strange !== undefined) {
    return {
      refused: `nothing can be proven under a schema with control characters in a name, such as ${JSON.stringify(
        strange.slice(0, 80),
      )}; rename it`,
    };
  }
  const hierarchy = readHierarchy(resolved.json);
  const environments = readEnvironments(resolved.json, artifact);
  const matched = (text: string) =>
    environmentsOf(text, environments, hierarchy, artifact);
  return {
    subject: {
      schema,
      rawNames: rawNamesOf(resolved.json),
      environments,
      statements: artifact.statements.map(statement => {
        const { id, policy, title, effect, file, range, text } = statement;
        return {
          ...{ id, policy, title, file, range },
          effect: effect!,
          text: bareStatement(text),
          ...matched(text),
        };
      }),
      invariants: (artifact.invariants ?? []).map(invariant => ({
        invariant,
        environments: matched(invariant.text).environments,
      })),
    },
  };
}

function environmentsOf(
  text: string,
  environments: CedarEnvironment[],
  hierarchy: Hierarchy,
  { actionGroups }: CedarArtifact,
): { environments: string[]; mayFail: boolean } {
  const parsed = cedar.policyToJson(text);
  if (parsed.type === 'failure') {
    throw new Error(`a statement cannot be read again: ${text.slice(0, 80)}`);
  }
  const scope = readStatement(parsed.json);
  return {
    environments: environments
      .filter(one => canMatch(scope, one, hierarchy, actionGroups))
      .map(({ key }) => key),
    mayFail: mayFail(parsed.json),
  };
}

/** Kinds of requests that somebody can ask by AuthZEN, which names neither types of actions nor two types alike. */
function readEnvironments(
  schema: SchemaJson<string>,
  { types }: CedarArtifact,
): CedarEnvironment[] {
  const cedarType = (type: string) =>
    Object.hasOwn(types, type) ? types[type] : type;
  const asked = new Map(
    Object.entries(types).map(([authzen, type]) => [type, authzen]),
  );
  const authzenType = (type: string) => asked.get(type) ?? type;
  const isAsked = (type: string) => cedarType(authzenType(type)) === type;
  return Object.entries(schema).flatMap(([namespace, { actions }]) => {
    const actionType = namespace ? `${namespace}::Action` : 'Action';
    if (actionType !== cedarType('Action')) {
      return [];
    }
    return Object.entries(actions).flatMap(([id, { appliesTo }]) =>
      (appliesTo?.principalTypes ?? []).flatMap(principalType =>
        (appliesTo?.resourceTypes ?? [])
          .filter(type => isAsked(principalType) && isAsked(type))
          .map(resourceType => ({
            subject: authzenType(principalType),
            action: id,
            resource: authzenType(resourceType),
            key: environmentKey(
              principalType,
              { type: actionType, id },
              resourceType,
            ),
            principalType,
            actionUid: { type: actionType, id },
            resourceType,
          })),
      ),
    );
  });
}

function environmentKey(
  principalType: string,
  { type, id }: TypeAndId,
  resourceType: string,
): string {
  return JSON.stringify([principalType, type, id, resourceType]);
}

/** A name or a listed id anywhere in the schema that comments cannot hold. */
function strangeName(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return CONTROL.test(value) ? value : undefined;
  }
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  for (const [name, item] of Object.entries(value)) {
    const found = CONTROL.test(name) ? name : strangeName(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function rawNamesOf(schema: unknown): string[] {
  const names = new Set<string>();
  const visit = (value: unknown) => {
    if (typeof value === 'object' && value !== null) {
      for (const [name, item] of Object.entries(value)) {
        if (/["\\]/.test(name)) {
          names.add(name);
        }
        visit(item);
      }
    }
  };
  visit(schema);
  return [...names].sort((a, b) => b.length - a.length);
}
