import {
  AuthzenEntity,
  EvaluationRequest,
} from '@internal/plugin-policies-common';
import { attributesOf } from '@internal/plugin-policies-node';
import { idProblem, objectProblem, userProblem } from '../files/identifiers';
import { ActionPolicy } from '../files/readActions';
import { SetFiles } from '../files/readSetFiles';
import { FgaTuple, tupleProblem } from '../files/readTuples';
import { fillTemplate } from '../files/TupleTemplate';

/** Contextual tuples a server takes with one check, as it is set up by default. */
const MOST_CONTEXTUAL_TUPLES = 100;
const RESERVED = /^(subject|resource|action)_/;

/** A request as OpenFGA is asked about it: which of these relations hold? */
export interface Question {
  user: string;
  object: string;
  /** Policies of the action whose relation the type of the object has. */
  policies: ActionPolicy[];
  /** What conditions read. */
  context: Record<string, unknown>;
  contextualTuples: FgaTuple[];
}

/**
 * What to ask OpenFGA.
 *
 * @returns a message in the place of a question that cannot be asked
 */
export function questionOf(
  { subject, action, resource, context = {} }: EvaluationRequest,
  set: SetFiles,
): Question | string {
  const { actions, model, names, entities } = set;
  const policies = actions.byName.get(action.name);
  if (!policies) {
    return `action '${action.name}' is not known; use one of ${[
      ...actions.byName.keys(),
    ]
      .map(name => `'${name}'`)
      .join(', ')}`;
  }
  const malformed =
    unknownType({ subject, resource }, set) ??
    idProblem('subject.id', subject.id) ??
    idProblem('resource.id', resource.id);
  if (malformed) {
    return malformed;
  }
  const reserved = Object.keys(context).find(key => RESERVED.test(key));
  if (reserved !== undefined) {
    return `'context.${reserved}' is taken: conditions read attributes by such names; give it as a property`;
  }
  const type = names.engineType(resource.type);
  const values = {
    subject: attributesOf(entities, subject),
    resource: attributesOf(entities, resource),
    action: action.properties ?? {},
  };
  const tuples = contextualTuplesOf(
    {
      subject: referenceOf(subject, set),
      resource: referenceOf(resource, set),
    },
    { ...values, context },
    set,
  );
  if (typeof tuples === 'string') {
    return tuples;
  }
  return {
    user: referenceOf(subject, set),
    object: referenceOf(resource, set),
    policies: policies.filter(({ relation }) => model.has(type, relation)),
    context: conditionContext({ ...values, context }, set),
    contextualTuples: tuples,
  };
}

type Values = Record<
  'subject' | 'resource' | 'action' | 'context',
  Record<string, unknown>
>;

/** Only what conditions declare, so that a long request does not become a longer one. */
function conditionContext(
  { context, ...values }: Values,
  { model }: Pick<SetFiles, 'model'>,
): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const name of Object.keys(model.parameters())) {
    const [, part, key] = /^(subject|resource|action)_(.+)$/.exec(name) ?? [];
    const from = part ? values[part as keyof typeof values] : context;
    const value = Object.hasOwn(from, key ?? name)
      ? from[key ?? name]
      : undefined;
    if (value !== undefined && value !== null) {
      read[name] = value;
    }
  }
  return read;
}

/** An entity as OpenFGA writes it. */
function referenceOf(
  { type, id }: AuthzenEntity,
  { names }: Pick<SetFiles, 'names'>,
): string {
  return `${names.engineType(type)}:${id}`;
}

/** Why a request is about no type of the model; undefined where it is. */
export function unknownType(
  { subject, resource }: Pick<EvaluationRequest, 'subject' | 'resource'>,
  { model, names }: SetFiles,
): string | undefined {
  for (const [what, { type }] of Object.entries({ subject, resource })) {
    if (!model.hasType(names.engineType(type))) {
      return `'${what}.type' '${type.slice(
        0,
        100,
      )}' is not in the model; use one of ${model.types
        .flatMap(known => names.authzenTypes(known))
        .map(name => `'${name}'`)
        .join(', ')}`;
    }
  }
  return undefined;
}

function contextualTuplesOf(
  entities: Record<'subject' | 'resource', string>,
  values: Values,
  { actions, model }: SetFiles,
): FgaTuple[] | string {
  const tuples: FgaTuple[] = [];
  const unusable: string[] = [];
  for (const template of actions.contextualTuples) {
    const filled = fillTemplate(template, placeholder => {
      if (placeholder === 'subject' || placeholder === 'resource') {
        return [entities[placeholder]];
      }
      const [, part, key] = /^(\w+)\.(.+)$/.exec(placeholder) ?? [];
      const from = values[part as keyof Values] ?? {};
      if (!Object.hasOwn(from, key) || from[key] === undefined) {
        return [];
      }
      const texts = textsOf(from[key]);
      if (typeof texts === 'string') {
        unusable.push(`'${placeholder}' ${texts}`);
        return [];
      }
      return texts;
    });
    if (unusable.length) {
      return `the request gives no tuple: ${unusable[0]}`;
    }
    for (const tuple of filled) {
      const wrong =
        userProblem(tuple.user) ??
        objectProblem(tuple.object) ??
        (tuple.user.endsWith(':*')
          ? "'*' means everybody"
          : tupleProblem(tuple, model));
      if (wrong) {
        return `the request gives no tuple: ${wrong}`;
      }
    }
    tuples.push(...filled);
  }
  const unique = [
    ...new Map(
      tuples.map(tuple => [
        `${tuple.user} ${tuple.relation} ${tuple.object}`,
        tuple,
      ]),
    ).values(),
  ];
  return unique.length > MOST_CONTEXTUAL_TUPLES
    ? `the request gives ${unique.length} tuples; OpenFGA takes ${MOST_CONTEXTUAL_TUPLES} with a request`
    : unique;
}

/**
 * Texts of a value, of each item of a list, and ids of references. Nothing is passed over: the tuple it
 * would have become may be one that denies.
 *
 * @returns what is wrong with it where it has something else
 */
function textsOf(value: unknown): string[] | string {
  const items = Array.isArray(value) ? value : [value];
  if (items.length > MOST_CONTEXTUAL_TUPLES) {
    return `has ${items.length} items; OpenFGA takes ${MOST_CONTEXTUAL_TUPLES} tuples with a request`;
  }
  const texts = items.map(textOf);
  return texts.every(text => text !== undefined)
    ? texts
    : "has to be a text, a number, true or false, a reference with an 'id', or a list of these; leave it out where there is none";
}

function textOf(item: unknown): string | undefined {
  if (typeof item === 'object' && item !== null && Object.hasOwn(item, 'id')) {
    const { id } = item as { id?: unknown };
    return typeof id === 'string' ? id : undefined;
  }
  return ['string', 'number', 'boolean'].includes(typeof item)
    ? String(item)
    : undefined;
}
