import { Diagnostic } from '@internal/plugin-policies-common';
import {
  PolicyBundle,
  readStoredEntities,
  storedIds,
} from '@internal/plugin-policies-node/worker';
import { CasbinArtifact, TokenShape } from './artifact';
import { checkOrder } from './checkOrder';
import { MODEL_FILE } from './files';
import { problem } from './problem';
import { parseExpression } from './parseExpression';
import { CasbinModel, readModel } from './readModel';
import { CasbinRows, readRows } from './readRows';
import { readVocabulary } from './readVocabulary';
import { writeCondition } from './writeExpression';

/** Compiles a set: its model, its rules and roles, and the entities it stores. */
export function compileCasbin(bundle: PolicyBundle): {
  diagnostics: Diagnostic[];
  artifact?: CasbinArtifact;
} {
  const { spec } = bundle.manifest;
  const { model, diagnostics } = readModel(bundle.files);
  const stored = readStoredEntities(bundle.files, 'casbin');
  if (!model) {
    return { diagnostics: [...diagnostics, ...stored.diagnostics] };
  }
  const rows = readRows(bundle, model);
  const shapes = shapesOf(model, rows);
  const all = [
    ...diagnostics,
    ...stored.diagnostics,
    ...rows.diagnostics,
    ...checkOrder(model, rows.rules),
    ...shapes.diagnostics,
  ];
  if (all.some(({ severity }) => severity === 'error')) {
    return { diagnostics: all };
  }
  const vocabulary = readVocabulary({
    model,
    rows,
    spec,
    entities: stored.entities,
  });
  return {
    diagnostics: all,
    artifact: {
      statements: rows.rules,
      model: model.text,
      roles: rows.roles,
      tokens: shapes.tokens,
      policyTokens: model.policyTokens,
      matcher: model.matcher,
      givenMatcher: writeCondition(parseExpression(model.matcher)),
      effect: model.effect,
      entities: stored.entities,
      types: spec.types,
      vocabulary,
      known: {
        ids: storedIds(stored.entities),
        actions: vocabulary.actions.map(({ name }) => name),
      },
    },
  };
}

/** A token whose members are read is given as an object, any other as text. */
function shapesOf({ tokens, matcher }: CasbinModel, { rules }: CasbinRows) {
  const texts = [matcher, ...rules.flatMap(({ values }) => values)];
  const diagnostics: Diagnostic[] = [];
  const shaped = tokens.map(({ name }) => {
    const member = new RegExp(`\\br\\.${name}\\.|\\bhas\\(\\s*r\\.${name}\\b`);
    const bare = new RegExp(`\\br\\.${name}\\b(?!\\.)`);
    const isObject = texts.some(text => member.test(text)) || name === 'ctx';
    const alsoBare = matcher.replace(/\bhas\(\s*r\.\w+/g, '');
    if (isObject && bare.test(alsoBare) && name !== 'ctx') {
      diagnostics.push(
        problem(
          MODEL_FILE,
          undefined,
          `'r.${name}' is read as a whole and by its members`,
          `Write 'r.${name}.${name === 'act' ? 'name' : 'id'}' where the ${
            name === 'act' ? 'name' : 'id'
          } is meant.`,
        ),
      );
    }
    const shape: TokenShape = isObject ? 'object' : 'text';
    return { name, shape };
  });
  return { tokens: shaped, diagnostics };
}
