import {
  DeterminingPolicy,
  ProofFinding,
} from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  AnalyzedEnvironment,
  AnalyzedSet,
  AnalyzedStatement,
  forEachAtOnce,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import { Asking } from '../asking/Asker';
import { nameOf, withoutKey } from '../revision/environments';

const AT_ONCE = 4;

type StatementQuestion = Extract<
  AnalysisQuestion,
  { statement: string }
>['kind'];

/** What there is to tell the owners of a set. */
export interface Findings {
  findings: ProofFinding[];
  /** Why questions have no answer, one for each. */
  undecided: string[];
}

class FindingSearch {
  readonly undecided: string[] = [];

  constructor(
    private readonly asking: Asking,
    private readonly bundle: PolicyBundle,
  ) {}

  async ofStatements({ statements }: AnalyzedSet): Promise<ProofFinding[]> {
    const found = new Map<AnalyzedStatement, ProofFinding[]>();
    await forEachAtOnce(statements, AT_ONCE, async statement => {
      found.set(statement, await this.ofStatement(statement));
    });
    return statements.flatMap(statement => found.get(statement)!);
  }

  private async ofStatement(
    statement: AnalyzedStatement,
  ): Promise<ProofFinding[]> {
    const place = placeOf(statement);
    if (await this.holdsEverywhere('never-matches', statement)) {
      return [
        {
          kind: 'never-matches',
          statement: place,
          message: statement.environments.length
            ? `A statement of policy '${statement.policy}' matches no request: what it asks for cannot be.`
            : `A statement of policy '${statement.policy}' matches no request: the schema admits none in its scope.`,
          help: 'Fix the condition, or remove the statement.',
        },
      ];
    }
    const found: ProofFinding[] = [];
    if (await this.holdsEverywhere('removable', statement)) {
      found.push({
        kind: 'removable',
        statement: place,
        message: `Without a statement of policy '${statement.policy}' the set decides the same: others say it already.`,
        help: 'Remove it, or say in its description what it is kept for.',
      });
    }
    const failure = statement.mayFail
      ? await this.findFailure(statement)
      : undefined;
    if (failure) {
      found.push({
        kind: 'can-fail',
        statement: place,
        message: `A statement of policy '${statement.policy}' can fail, and a request on which it does gets an error instead of a decision.`,
        help: 'Bound the numbers that it reckons with, or ask first whether what it reads is there.',
        counterexample: failure,
      });
    }
    return found;
  }

  async ofEnvironments({
    environments,
    statements,
  }: AnalyzedSet): Promise<ProofFinding[]> {
    const allowing: ProofFinding[] = [];
    const denying: AnalyzedEnvironment[] = [];
    await forEachAtOnce(environments, AT_ONCE, async environment => {
      const { key } = environment;
      const permits = statements.some(
        ({ effect, environments: own }) =>
          effect !== 'forbid' && own.includes(key),
      );
      if (!permits) {
        denying.push(environment);
        return;
      }
      const ask = async (kind: 'always-allows' | 'always-denies') => {
        const answer = await this.ask({
          kind,
          environment: key,
          set: this.bundle,
        });
        return answer.state === 'holds';
      };
      if (await ask('always-denies')) {
        denying.push(environment);
      } else if (await ask('always-allows')) {
        allowing.push({
          kind: 'allows-everything',
          environment: withoutKey(environment),
          message: `Whoever asks for ${nameOf(
            environment,
          )} is allowed, whatever else is known.`,
          help: 'Add a condition, or say in the description of the policy why it needs none.',
        });
      }
    });
    return [...allowing, ...tellDenied(denying, environments)];
  }

  private async holdsEverywhere(
    kind: StatementQuestion,
    statement: AnalyzedStatement,
  ): Promise<boolean> {
    // One that cannot match anywhere can be removed, too, which says less.
    for (const environment of statement.environments) {
      const answer = await this.ask({
        kind,
        environment,
        set: this.bundle,
        statement: statement.id,
      });
      if (answer.state !== 'holds') {
        return false;
      }
    }
    return kind === 'never-matches' || statement.environments.length > 0;
  }

  private async findFailure(statement: AnalyzedStatement) {
    for (const environment of statement.environments) {
      const answer = await this.ask({
        kind: 'never-errors',
        environment,
        set: this.bundle,
        statement: statement.id,
      });
      if (answer.state === 'fails') {
        return answer.counterexample;
      }
    }
    return undefined;
  }

  private async ask(question: AnalysisQuestion): Promise<AnalysisAnswer> {
    const answer = await this.asking.ask(question);
    if (answer.state === 'undecided' || answer.state === 'disagrees') {
      this.undecided.push(answer.message);
    }
    return answer;
  }
}

/**
 * Looks for what the owners of a set would want to know of it.
 *
 * @throws InputError where nothing can be proven of the revision
 */
export async function findFindings(
  asking: Asking,
  bundle: PolicyBundle,
): Promise<Findings> {
  const read = await asking.analyzer.read(bundle);
  const search = new FindingSearch(asking, bundle);
  const findings = [
    ...(await search.ofStatements(read)),
    ...(await search.ofEnvironments(read)),
  ];
  return { findings, undecided: search.undecided };
}

/** Said once: most sets deny on purpose what nobody permits. */
function tellDenied(
  denied: AnalyzedEnvironment[],
  all: AnalyzedEnvironment[],
): ProofFinding[] {
  // In the order of the schema, whatever answer came first.
  const [first, ...others] = all.filter(environment =>
    denied.includes(environment),
  );
  if (!first) {
    return [];
  }
  return [
    {
      kind: 'denies-everything',
      ...(others.length ? {} : { environment: withoutKey(first) }),
      message: others.length
        ? `Nothing is ever allowed of ${
            others.length + 1
          } kinds of requests that the schema admits, such as ${nameOf(first)}.`
        : `Nothing is ever allowed of ${nameOf(first)}.`,
      help: 'That is fine where it is meant; else permit them, or take what nobody uses out of the schema.',
    },
  ];
}

function placeOf({
  id: _id,
  environments: _environments,
  mayFail: _mayFail,
  ...place
}: AnalyzedStatement): DeterminingPolicy {
  return place;
}
