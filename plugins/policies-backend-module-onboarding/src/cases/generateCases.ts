import { InputError } from '@backstage/errors';
import {
  EvaluationRequest,
  PolicyCase,
} from '@internal/plugin-policies-common';
import {
  EngineDecision,
  OpenDraft,
  evaluateGuarded,
  StatementText,
  statementTexts,
} from '@internal/plugin-policies-node';
import { Candidate, candidatesOf } from './candidatesOf';
import { Subjects, typesOf } from './Subjects';
import { EXAMPLE_ID } from './valuesFor';
import { Decided, writeCases } from './writeCases';

const MAX_CASES = 24;
/** Stored entities of a type that are asked about. */
const EACH = 2;
const MOST_STATEMENTS = 200;
const MOST_CANDIDATES = 200;

/** What a team says of its requests; what it does not say is told from the files. */
export interface GenerateOptions {
  actions: string[];
  subjectType?: string;
  /** A request the team tried. */
  request?: EvaluationRequest;
}

/**
 * Writes down what the engine decides now, for people to read and correct: the request the team tried,
 * requests about entities that the set stores, and requests that the conditions of statements suggest.
 * What cannot be decided, as for want of an attribute, is left out.
 *
 * @throws InputError when nothing could be decided
 */
export async function generateCases(
  { compiled, ready }: OpenDraft,
  options: GenerateOptions,
): Promise<PolicyCase[]> {
  const { files } = ready.bundle;
  const subjects = subjectsOf({ compiled, ready }, options);
  const told = statementTexts(compiled.statements, files);
  // Where the engine does not tell where statements stand, each file of policies is read as one.
  const statements = told.length
    ? told
    : files
        .filter(({ path }) => ready.engine.isPolicyFile(path))
        .map(
          ({ path, content }): StatementText => ({
            policy: path,
            effect: 'permit',
            text: content,
            beside: '',
          }),
        );
  const candidates: Candidate[] = [
    ...(options.request ? [{ request: options.request }] : []),
    ...storedRequests({ compiled, ready }, subjects).map(request => ({
      request,
    })),
  ];
  const plain = candidates.length;
  candidates.push(
    ...candidatesOf(statements.slice(0, MOST_STATEMENTS), subjects).slice(
      0,
      MOST_CANDIDATES,
    ),
  );
  const decisions = await evaluateGuarded(
    compiled,
    candidates.map(({ request }) => request),
  );
  const chosen = choose(candidates, decisions, plain);
  if (!chosen.length) {
    const [refused] = decisions.flatMap(decision =>
      decision.outcome === 'error' ? [decision.message] : [],
    );
    throw new InputError(
      `no case could be generated${
        refused ? `, as no request was decided: ${refused}` : ''
      }; say which actions there are, or ask a first request in the step "Try it" and generate again`,
    );
  }
  return writeCases(
    chosen.map(index => ({
      ...candidates[index],
      decision: decisions[index] as Decided,
    })),
  );
}

/** What can be asked about, as far as engine, files and team tell. */
function subjectsOf(
  { compiled, ready }: OpenDraft,
  { actions, subjectType }: GenerateOptions,
): Subjects {
  const { vocabulary, known } = compiled;
  const { spec } = ready.bundle.manifest;
  const others = (types: object = {}) =>
    Object.keys(types).filter(type => !spec.resourceTypes.includes(type));
  const subjectTypes = [
    subjectType ? [subjectType] : [],
    others(known?.ids),
    others(spec.types),
    ['user'],
  ].find(types => types.length)!;
  const told = vocabulary?.actions.map(({ name }) => name) ?? [];
  return {
    actions: [...new Set([...told, ...actions, ...(known?.actions ?? [])])],
    subjectTypes,
    resourceTypes: spec.resourceTypes,
    types: spec.types,
    vocabulary,
  };
}

/** Who may do what with the entities that a set stores, or with examples where it stores none. */
function storedRequests(
  { compiled }: OpenDraft,
  subjects: Subjects,
): EvaluationRequest[] {
  const idsOf = (type: string) => {
    const stored =
      subjects.vocabulary?.entityTypes.find(entity => entity.type === type)
        ?.knownIds ??
      compiled.known?.ids[type] ??
      [];
    return stored.length ? stored.slice(0, EACH) : [EXAMPLE_ID];
  };
  return subjects.actions.flatMap(name => {
    const { subjectTypes, resourceTypes } = typesOf(name, subjects);
    return subjectTypes.flatMap(subjectType =>
      resourceTypes.flatMap(resourceType =>
        idsOf(subjectType).flatMap(subject =>
          idsOf(resourceType).map(resource => ({
            subject: { type: subjectType, id: subject },
            action: { name },
            resource: { type: resourceType, id: resource },
          })),
        ),
      ),
    );
  });
}

/**
 * Indexes of the candidates that become cases, in order. First those that show a policy that decides, or
 * an action allowed or denied, for the first time; then near misses, whose one other value turns the
 * decision round; then, while there is room, the others up to `plain`.
 */
function choose(
  candidates: Candidate[],
  decisions: EngineDecision[],
  plain: number,
): number[] {
  const seen = new Set<string>();
  const requests = new Set<string>();
  const ranked: Array<{ index: number; rank: number }> = [];
  const outcomes = new Map(
    candidates.map((each, index) => [each, decisions[index].outcome]),
  );
  candidates.forEach(({ request, near }, index) => {
    const decision = decisions[index];
    const text = JSON.stringify(request);
    if (decision.outcome === 'error' || requests.has(text)) {
      return;
    }
    requests.add(text);
    const keys = (decision.policies.length ? decision.policies : ['']).map(
      policy => `${decision.outcome} ${request.action.name} ${policy}`,
    );
    const isNew = keys.some(key => !seen.has(key));
    keys.forEach(key => seen.add(key));
    const before = near && outcomes.get(near);
    if (isNew) {
      ranked.push({ index, rank: 0 });
    } else if (before && before !== 'error' && before !== decision.outcome) {
      ranked.push({ index, rank: 1 });
    } else if (index < plain) {
      ranked.push({ index, rank: 2 });
    }
  });
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_CASES)
    .map(({ index }) => index)
    .sort((a, b) => a - b);
}
