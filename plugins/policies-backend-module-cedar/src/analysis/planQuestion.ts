import { InputError } from '@backstage/errors';
import { AnalysisQuestion, PolicyBundle } from '@internal/plugin-policies-node';
import { bareStatement, scopeStatement } from '../text/statementParts';
import { underSchemaOf, withStatements } from './derivedBundles';
import { Plan } from './Plan';
import {
  CedarEnvironment,
  CedarStatement,
  CedarSubject,
  Side,
  Wanted,
} from './types';

type SetQuestion = Exclude<
  AnalysisQuestion,
  { kind: 'implies' | 'equivalent' }
>;
type Comparison = Extract<AnalysisQuestion, { kind: 'implies' | 'equivalent' }>;

const textsOf = (statements: CedarStatement[]) =>
  statements.map(({ text }) => text);
const decidersOf = (statements: CedarStatement[]): Plan['deciders'] =>
  statements.map(({ policy, text }) => [policy, text]);
const permitsOf = (statements: CedarStatement[]) =>
  statements.filter(({ effect }) => effect === 'permit');

function sideOf(bundle: PolicyBundle, ...wanted: Wanted[]): Side {
  return { bundle, wanted };
}

/** Statements whose scope can match in the environment: the others decide nothing in it. */
function relevantTo(
  { statements }: CedarSubject,
  { key }: CedarEnvironment,
): CedarStatement[] {
  return statements.filter(({ environments }) => environments.includes(key));
}

function findEnvironment(
  { environments }: CedarSubject,
  key: string,
): CedarEnvironment | undefined {
  return environments.find(environment => environment.key === key);
}

/**
 * How two revisions are compared.
 *
 * @throws InputError where neither has the environment
 */
export function planComparison(
  { kind, environment: key, first, second }: Comparison,
  of: { first: CedarSubject; second: CedarSubject },
): Plan {
  const ofFirst = findEnvironment(of.first, key);
  const ofSecond = findEnvironment(of.second, key);
  const environment = ofSecond ?? ofFirst;
  if (!environment) {
    throw unknown('environment', key);
  }
  if (!ofFirst || !ofSecond) {
    // Who lacks the environment allows nothing in it.
    const [subject, bundle] = ofSecond
      ? [of.second, second]
      : [of.first, first];
    const relevant = relevantTo(subject, environment);
    return {
      environment,
      schema: subject.schema,
      rawNames: subject.rawNames,
      command: 'always-denies',
      deciding: ['first'],
      deciders: decidersOf(relevant),
      fallible: fallibleOf(bundle, relevant),
      first: textsOf(relevant),
      isSettled:
        (kind === 'implies' && !ofFirst) || !permitsOf(relevant).length,
      sides: [sideOf(bundle, 'allow')],
      decided: ofSecond ? { after: second } : { before: first },
      casesFirst: false,
    };
  }
  const one = relevantTo(of.first, environment);
  const other = relevantTo(of.second, environment);
  const base = underSchemaOf(first, second);
  // One that is added may give an error, for which nothing is allowed: only the same are surely the same.
  const isWithin = (a: CedarStatement[], b: CedarStatement[]) =>
    textsOf(a).every(text => textsOf(b).includes(text));
  return {
    environment,
    schema: of.second.schema,
    rawNames: of.second.rawNames,
    command: kind,
    first: textsOf(one),
    second: textsOf(other),
    isSettled:
      (kind === 'implies' && !permitsOf(one).length) ||
      (isWithin(one, other) && isWithin(other, one)),
    deciding: ['first', 'second'],
    deciders: decidersOf([...one, ...other]),
    fallible: [...fallibleOf(first, one), ...fallibleOf(second, other)],
    sides:
      kind === 'implies'
        ? [sideOf(base, 'allow'), sideOf(second, 'deny')]
        : [sideOf(base, 'allow', 'deny'), sideOf(second, 'deny', 'allow')],
    decided: { before: base, after: second },
    casesFirst: false,
  };
}

/**
 * How a question about one revision is answered.
 *
 * @throws InputError for an environment, a statement or an invariant that it does not have
 */
export function planOfSet(question: SetQuestion, subject: CedarSubject): Plan {
  const { set, environment: key } = question;
  const environment = findEnvironment(subject, key);
  if (!environment) {
    throw unknown('environment', key);
  }
  const relevant = relevantTo(subject, environment);
  const plan = {
    environment,
    schema: subject.schema,
    rawNames: subject.rawNames,
    deciders: decidersOf(relevant),
    decided: { after: set },
    casesFirst: true,
  };
  switch (question.kind) {
    case 'always-allows':
    case 'always-denies':
      return {
        ...plan,
        command: question.kind,
        deciding: ['first'],
        fallible: fallibleOf(set, relevant),
        first: textsOf(relevant),
        isSettled:
          question.kind === 'always-denies' && !permitsOf(relevant).length,
        sides: [
          sideOf(set, question.kind === 'always-denies' ? 'allow' : 'deny'),
        ],
      };
    case 'invariant':
      return { ...plan, ...planInvariant(question, subject, relevant) };
    default:
      return { ...plan, ...planStatement(question, subject, relevant) };
  }
}

type PartOfPlan = Omit<
  Plan,
  'environment' | 'schema' | 'rawNames' | 'decided' | 'deciders'
>;

function planStatement(
  question: Extract<SetQuestion, { statement: string }>,
  { statements }: CedarSubject,
  relevant: CedarStatement[],
): PartOfPlan {
  const { kind, set } = question;
  const statement = statements.find(({ id }) => id === question.statement);
  if (!statement) {
    throw unknown('statement', question.statement);
  }
  const { text } = statement;
  const isOutside = !relevant.includes(statement);
  if (kind !== 'removable') {
    const wanted = {
      'never-errors': 'error',
      'never-matches': 'allow',
      'always-matches': 'deny',
    } as const;
    return {
      command: kind,
      deciding: [],
      fallible: kind === 'never-errors' ? [] : fallibleOf(set, [statement]),
      first: [text],
      isSettled:
        (isOutside && kind !== 'always-matches') ||
        (kind === 'never-errors' && !statement.mayFail),
      sides: [
        sideOf(
          withStatements(set, [bareStatement(text, 'permit')]),
          wanted[kind],
        ),
      ],
      casesFirst: kind === 'never-matches',
    };
  }
  const rest = relevant.filter(other => other !== statement);
  const without = withStatements(
    set,
    textsOf(statements.filter(other => other !== statement)),
  );
  return {
    command: 'equivalent',
    deciding: ['first', 'second'],
    fallible: fallibleOf(set, relevant),
    first: textsOf(relevant),
    second: textsOf(rest),
    isSettled:
      isOutside || textsOf(rest).includes(text) || !permitsOf(relevant).length,
    sides: [sideOf(set, 'allow', 'deny'), sideOf(without, 'deny', 'allow')],
    casesFirst: true,
  };
}

function planInvariant(
  question: Extract<SetQuestion, { kind: 'invariant' }>,
  { invariants }: CedarSubject,
  relevant: CedarStatement[],
): PartOfPlan {
  const { set, environment: key } = question;
  const found = invariants.find(
    ({ invariant: { name } }) => name === question.invariant,
  );
  if (!found) {
    throw unknown('invariant', question.invariant);
  }
  const { text, kind } = found.invariant;
  const isOutside = !found.environments.includes(key);
  const nothingAllowed = !permitsOf(relevant).length;
  const matches = bareStatement(text, 'permit');
  if (kind === 'at least') {
    return {
      command: 'implies',
      deciding: ['second'],
      fallible: fallibleOf(set, relevant),
      first: [matches],
      second: textsOf(relevant),
      isSettled: isOutside,
      sides: [
        sideOf(withStatements(set, [matches]), 'allow'),
        sideOf(set, 'deny'),
      ],
      casesFirst: false,
    };
  }
  const broken =
    kind === 'never'
      ? [matches]
      : // What is in its scope and does not match.
        [scopeStatement(text, 'permit'), bareStatement(text, 'forbid')];
  return {
    command: 'disjoint',
    deciding: ['first'],
    fallible: fallibleOf(set, relevant),
    first: textsOf(relevant),
    second: broken,
    isSettled: isOutside || nothingAllowed,
    sides: [
      sideOf(set, 'allow'),
      ...(kind === 'never'
        ? [sideOf(withStatements(set, [matches]), 'allow')]
        : [
            sideOf(
              withStatements(set, [scopeStatement(text, 'permit')]),
              'allow',
            ),
            sideOf(withStatements(set, [matches]), 'deny'),
          ]),
    ],
    casesFirst: false,
  };
}

function fallibleOf(
  set: PolicyBundle,
  statements: CedarStatement[],
): Plan['fallible'] {
  return statements
    .filter(({ mayFail }) => mayFail)
    .map(statement => ({ set, statement }));
}

function unknown(what: string, name: string): InputError {
  return new InputError(
    `the revision has no ${what} '${name}'; read it again and ask about what it has`,
  );
}
