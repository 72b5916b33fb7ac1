import { RequestVocabulary } from '@internal/plugin-policies-common';
import {
  namesInText,
  StatementText,
  statementTexts,
  OpenDraft,
} from '@internal/plugin-policies-node';

/** What a compiled revision says, statement by statement. */
export interface Statements {
  texts: StatementText[];
  /** What requests to it can be about. */
  actions: string[];
  resourceTypes: string[];
  /** AuthZEN type to the engine's type. */
  types: Record<string, string>;
  vocabulary?: RequestVocabulary;
}

/** Reads the statements of a revision that compiles. */
export function readStatements({ compiled, ready }: OpenDraft): Statements {
  const { vocabulary, known } = compiled;
  const { spec } = ready.bundle.manifest;
  return {
    texts: statementTexts(compiled.statements, ready.bundle.files),
    actions: [
      ...new Set([
        ...(vocabulary?.actions.map(({ name }) => name) ?? []),
        ...(known?.actions ?? []),
      ]),
    ],
    resourceTypes: spec.resourceTypes,
    types: spec.types,
    vocabulary,
  };
}

/**
 * Actions and AuthZEN resource types that statements are about which only one of two revisions has. A
 * statement that names no action is about all of them, one that names no type about those of its actions.
 */
export function touchedBy(
  before: Statements | undefined,
  after: Statements,
): { actions: string[]; resourceTypes: string[] } {
  const actions = new Set<string>();
  const resourceTypes = new Set<string>();
  for (const [side, other] of [
    [before, after],
    [after, before],
  ]) {
    const same = new Set(other?.texts.map(keyOf));
    for (const text of side?.texts ?? []) {
      if (!same.has(keyOf(text))) {
        const about = aboutOf(text, side!);
        about.actions.forEach(action => actions.add(action));
        about.resourceTypes.forEach(type => resourceTypes.add(type));
      }
    }
  }
  return { actions: [...actions], resourceTypes: [...resourceTypes] };
}

function keyOf({ policy, text }: StatementText): string {
  return JSON.stringify([policy, text.trim()]);
}

function aboutOf({ text }: StatementText, side: Statements) {
  const named = namesInText(text, side.actions);
  const actions = named.length ? named : side.actions;
  const types = side.resourceTypes.filter(
    type => namesInText(text, [type, side.types[type] ?? type]).length > 0,
  );
  const ofActions = side.resourceTypes.filter(type =>
    side.vocabulary?.actions.some(
      ({ name, resourceTypes }) =>
        actions.includes(name) && resourceTypes.includes(type),
    ),
  );
  return {
    actions,
    resourceTypes: [types, ofActions, side.resourceTypes].find(
      found => found.length,
    )!,
  };
}
