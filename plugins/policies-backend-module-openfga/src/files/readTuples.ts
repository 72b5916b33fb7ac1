import {
  Diagnostic,
  PolicyFile,
  YamlDocument,
} from '@internal/plugin-policies-common';
import { z } from 'zod';
import { FgaModel } from './FgaModel';
import { objectProblem, userProblem } from './identifiers';
import { problem } from './problem';

/** The tuples of a set: the facts its model decides by. */
export const TUPLES_FILE = 'tuples.yaml';

const MOST_ERRORS = 20;

/** A tuple as files of OpenFGA hold it. */
export const tupleSchema = z.strictObject({
  user: z.string(),
  relation: z.string(),
  object: z.string(),
  condition: z
    .strictObject({
      name: z.string(),
      context: z.record(z.string(), z.unknown()).optional(),
    })
    .optional(),
});

/** A tuple; two are the same when user, relation and object are. */
export type FgaTuple = z.infer<typeof tupleSchema>;

/** What tells a tuple from others. */
export function tupleKeyOf({ user, relation, object }: FgaTuple): string {
  return JSON.stringify([user, relation, object]);
}

/** Reads tuples that fit the model. */
export function readTuples(
  file: PolicyFile,
  model: FgaModel,
): { tuples: FgaTuple[]; diagnostics: Diagnostic[] } {
  const { document, diagnostics } = YamlDocument.parse(file.path, file.content);
  const read = document?.validate(z.array(tupleSchema));
  diagnostics.push(...(read?.diagnostics ?? []));
  const tuples = read?.value ?? [];
  const seen = new Set<string>();
  for (const [index, tuple] of tuples.entries()) {
    const key = tupleKeyOf(tuple);
    const message = seen.has(key)
      ? 'this tuple stands here twice'
      : tupleProblem(tuple, model);
    seen.add(key);
    if (message && diagnostics.length < MOST_ERRORS) {
      diagnostics.push(
        problem({
          file: file.path,
          message,
          help: `Fix the tuple, or the relation in the model.`,
          range: document!.rangeAt([index]),
        }),
      );
    }
  }
  return { tuples, diagnostics };
}

/** Why a tuple does not fit a model. */
export function tupleProblem(
  { user, relation, object, condition }: FgaTuple,
  model: FgaModel,
): string | undefined {
  const malformed = userProblem(user) ?? objectProblem(object);
  if (malformed) {
    return malformed;
  }
  const [type] = object.split(':');
  if (!model.hasType(type)) {
    return `'${object}' is of type '${type}', which the model does not define`;
  }
  if (!model.has(type, relation)) {
    return `type '${type}' has no relation '${relation}'`;
  }
  const [userType] = user.split(':');
  const [, userRelation] = user.split('#');
  const wildcard = user === `${userType}:*`;
  const direct = model
    .directTypes(type, relation)
    .filter(
      reference =>
        reference.type === userType &&
        (reference.relation ?? '') === (userRelation ?? '') &&
        Boolean(reference.wildcard) === wildcard,
    );
  if (!direct.length) {
    return `'${user}' cannot be '${relation}' of '${type}': the model allows ${
      model
        .directTypes(type, relation)
        .map(
          ({ type: name, relation: part, wildcard: all }) =>
            `'${name}${part ? `#${part}` : ''}${all ? ':*' : ''}'`,
        )
        .join(', ') || 'nobody directly'
    }`;
  }
  if (
    !direct.some(
      reference => (reference.condition ?? '') === (condition?.name ?? ''),
    )
  ) {
    return condition
      ? `the model does not allow condition '${condition.name}' for '${relation}' of '${type}'`
      : `the model asks for a condition for '${relation}' of '${type}'`;
  }
  return undefined;
}
