import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { Diagnostic } from '@internal/plugin-policies-common';
import { PolicyBundle } from '@internal/plugin-policies-node';
import { CedarArtifact, knownOf, Statement } from './artifact';
import { CedarDiagnostics } from './CedarDiagnostics';
import { defaultPolicyFile } from './defaultPolicyFile';
import { readEntities } from './readEntities';
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
  if (diagnostics.hasErrors()) {
    return { diagnostics: diagnostics.list() };
  }
  const resolved =
    schema && cedar.schemaToJsonWithResolvedTypes(schema.content);
  const schemaJson = resolved?.type === 'success' ? resolved.json : undefined;
  if (schema) {
    diagnostics.addValidation(
      cedar.validate({
        schema: schema.content,
        policies: {
          staticPolicies: Object.fromEntries(
            statements.map(statement => [statement.id, statement.text]),
          ),
        },
        validationSettings: { mode: 'strict' },
      }),
      statements,
      bundle.files,
    );
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
          message: `resource type '${type}' is no entity type of the schema`,
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
    types: spec.types,
    vocabulary,
  };
  return {
    diagnostics: diagnostics.list(),
    artifact: { ...artifact, known: knownOf(artifact) },
  };
}

function readSchema(bundle: PolicyBundle, diagnostics: CedarDiagnostics) {
  const files = bundle.files.filter(file => file.path.endsWith('.cedarschema'));
  if (files.length > 1) {
    diagnostics.add({
      severity: 'error',
      file: files[1].path,
      source: 'cedar',
      message: `a set has one schema, but both '${files[0].path}' and '${files[1].path}' exist`,
      help: 'Keep one file that ends in ".cedarschema".',
    });
    return undefined;
  }
  const schema = files[0];
  if (!schema) {
    diagnostics.add({
      severity: 'warning',
      source: 'cedar',
      message:
        'the set has no schema, so policies and requests are not checked',
      help: 'Add schema.cedarschema.',
    });
    return undefined;
  }
  if (diagnostics.addNesting(schema, checkNesting(schema.content))) {
    return undefined;
  }
  const parsed = cedar.checkParseSchema(schema.content);
  if (parsed.type === 'failure') {
    diagnostics.addErrors(parsed.errors, schema, 0, schema.content);
    return undefined;
  }
  return schema;
}

function readStatements(
  bundle: PolicyBundle,
  diagnostics: CedarDiagnostics,
): Statement[] {
  const byPath = new Map(bundle.files.map(file => [file.path, file]));
  return bundle.manifest.spec.policies.flatMap(policy =>
    (policy.files ?? [defaultPolicyFile(policy.name)]).flatMap(path => {
      const file = byPath.get(path);
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
