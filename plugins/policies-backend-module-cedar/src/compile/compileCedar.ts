import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Diagnostic } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { unaskedActionType, withActionType } from './actionType';
import { CedarArtifact, knownOf, Statement } from './artifact';
import { CedarDiagnostics } from './CedarDiagnostics';
import { defaultPolicyFile } from './defaultPolicyFile';
import { isInvariantFile } from './invariantFiles';
import { readEntities } from './readEntities';
import { readInvariants } from './readInvariants';
import { readSchema } from './readSchema';
import { readStatement } from './readStatement';
import { readActionGroups, readVocabulary } from './readVocabulary';
import { splitStatements } from '../text/splitStatements';
import { checkNesting } from '../text/checkNesting';
import { rangeOfOffsets } from '../text/positions';

/**
 * Parses and validates a bundle. Runs in a worker that may be thrown away: the text is hostile.
 *
 * @returns what a worker needs to serve it, unless a diagnostic is an error
 */
export function compileCedar(bundle: PolicyBundle): {
  diagnostics: Diagnostic[];
  artifact?: CedarArtifact;
} {
  const diagnostics = new CedarDiagnostics();
  const { spec } = bundle.manifest;
  const schema = readSchema(bundle, diagnostics);
  const statements = readStatements(bundle, diagnostics);
  const invariants = readInvariants(bundle, diagnostics);
  if (diagnostics.hasErrors()) {
    return { diagnostics: diagnostics.list() };
  }
  const resolved =
    schema && cedar.schemaToJsonWithResolvedTypes(schema.content);
  const schemaJson = resolved?.type === 'success' ? resolved.json : undefined;
  const placed = [...statements, ...invariants];
  if (schema) {
    diagnostics.addValidation(
      cedar.validate({
        schema: schema.content,
        policies: {
          staticPolicies: Object.fromEntries(
            placed.map(({ id, text }) => [id, text]),
          ),
        },
        validationSettings: { mode: 'strict' },
      }),
      placed,
      bundle.files,
    );
  }
  const types = withActionType(spec.types, schemaJson, statements);
  for (const statement of schema ? [] : placed) {
    const unasked = unaskedActionType(statement, types);
    if (unasked !== undefined) {
      diagnostics.add({
        severity: 'error',
        file: statement.file,
        range: statement.range,
        source: 'cedar',
        message: `'${statement.file}' names an action of type '${unasked}', which no request asks for`,
        help: `Write actions of one type, or add a schema.`,
      });
    }
  }
  const entities = readEntities(
    bundle,
    schema?.content,
    spec.types,
    diagnostics,
  );
  const vocabulary =
    schemaJson && readVocabulary(schemaJson, spec.types, entities);
  if (vocabulary) {
    for (const type of spec.resourceTypes) {
      if (!vocabulary.entityTypes.some(known => known.type === type)) {
        diagnostics.add({
          severity: 'error',
          file: 'policy-set.yaml',
          source: 'cedar',
          message: `resource type '${type}' is no entity type of the schema${similar(
            type,
            vocabulary.entityTypes.map(known => known.type),
          )}`,
          help: `Declare 'entity ${type}' in ${
            schema!.path
          }, or map the type in 'spec.types'.`,
        });
      }
    }
  }
  if (diagnostics.hasErrors()) {
    return { diagnostics: diagnostics.list() };
  }
  const artifact = {
    statements,
    schema: schema?.content,
    entities,
    actionGroups: schemaJson ? readActionGroups(schemaJson) : {},
    types,
    vocabulary,
    invariants: invariants.map(({ invariant }) => invariant),
  };
  return {
    diagnostics: diagnostics.list(),
    artifact: { ...artifact, known: knownOf(artifact) },
  };
}

/** Types of the same name in a namespace or another case, for those who overlook that. */
function similar(type: string, known: string[]): string {
  const base = (name: string) => name.split('::').pop()!.toLowerCase();
  const names = known.filter(name => base(name) === base(type));
  return names.length
    ? `; it has ${names.map(name => `'${name}'`).join(', ')}`
    : '';
}

function readStatements(
  bundle: PolicyBundle,
  diagnostics: CedarDiagnostics,
): Statement[] {
  const byPath = new Map(bundle.files.map(file => [file.path, file]));
  return bundle.manifest.spec.policies.flatMap(policy =>
    (policy.files ?? [defaultPolicyFile(policy.name)]).flatMap(path => {
      const file = byPath.get(path);
      if (isInvariantFile(path)) {
        diagnostics.add({
          severity: 'error',
          file: path,
          source: 'portal',
          message: `'${path}' is an invariant and decides nothing, but policy '${policy.name}' names it`,
          help: 'Move the policy to another folder, or take the file out of its files.',
        });
        return [];
      }
      if (!file || diagnostics.addNesting(file, checkNesting(file.content))) {
        return [];
      }
      const texts = splitStatements(file.content);
      if (!texts.length) {
        diagnostics.add({
          severity: 'error',
          file: path,
          source: 'cedar',
          message: `'${path}' holds no policy`,
          help: `Write a permit or forbid statement, or remove '${policy.name}' from policy-set.yaml.`,
        });
      }
      return texts.flatMap(({ text, offset }, index): Statement[] => {
        if (diagnostics.isFull()) {
          return [];
        }
        const parsed = cedar.policyToJson(text);
        if (parsed.type === 'failure') {
          diagnostics.addErrors(parsed.errors, file, offset, text);
          return [];
        }
        return [
          {
            id: `${path}#${index}`,
            text,
            policy: policy.name,
            title: policy.title,
            file: path,
            range: rangeOfOffsets(file.content, offset, offset + text.length),
            ...readStatement(parsed.json),
          },
        ];
      });
    }),
  );
}
