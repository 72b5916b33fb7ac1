import { createHash } from 'crypto';
import { InputError } from '@backstage/errors';
import { Counterexample, Invariant } from '@internal/plugin-policies-common';
import {
  AnalysisAnswer,
  AnalysisQuestion,
  AnalyzedSet,
  AnalyzerMissingError,
  AskOptions,
  ExportedQuestion,
  PolicyAnalyzer,
  PolicyBundle,
  revisionOf,
} from '@internal/plugin-policies-node';
import { decide, toyRequest } from './ToyEngine';
import {
  environmentsOf,
  parseInvariant,
  parseRules,
  Rule,
  rulesOf,
} from './toyLanguage';

/** Knows what holds for all requests of the toy language, as it tries them all; it misbehaves as it is told. */
export class ToyAnalyzer implements PolicyAnalyzer {
  isThere = true;
  version = 'toy 1';
  questions: AnalysisQuestion[] = [];
  /** What it does instead of answering. */
  instead?: (
    question: AnalysisQuestion,
    options: AskOptions,
  ) => Promise<AnalysisAnswer> | undefined;

  async checkHealth() {
    if (!this.isThere) {
      throw new AnalyzerMissingError(
        `the program 'toy' is not installed; install it`,
      );
    }
    return { analyzer: this.version, solver: 'all 1', engine: '1' };
  }

  async read(bundle: PolicyBundle): Promise<AnalyzedSet> {
    const environments = environmentsOf(bundle);
    if (!environments.size) {
      throw new InputError(
        'the set has no schema, so that nobody knows which requests there are',
      );
    }
    const keysOf = (action: string) =>
      [...environments.keys()].filter(key => action === '*' || action === key);
    return {
      environments: [...environments.keys()].map(action => ({
        key: action,
        subject: 'user',
        action,
        resource: 'record',
      })),
      statements: rulesOf(bundle).map(rule => ({
        id: rule.id,
        policy: rule.policy,
        title: rule.policy,
        effect: rule.effect,
        file: rule.file,
        environments: keysOf(rule.action),
        mayFail: false,
      })),
      invariants: Object.fromEntries(
        invariantsOf(bundle).map(([{ name }, rule]) => [
          name,
          keysOf(rule.action),
        ]),
      ),
    };
  }

  async ask(
    question: AnalysisQuestion,
    options: AskOptions,
  ): Promise<AnalysisAnswer> {
    this.questions.push(question);
    const instead = this.instead?.(question, options);
    if (instead) {
      return instead;
    }
    const { key } = await this.export(question);
    const action = question.environment;
    for (const amount of this.amountsOf(question)) {
      const counterexample = failureOf(question, action, amount);
      if (counterexample) {
        return { key, state: 'fails', counterexample };
      }
    }
    return { key, state: 'holds' };
  }

  async export(question: AnalysisQuestion): Promise<ExportedQuestion> {
    const asked = JSON.parse(JSON.stringify(question));
    return {
      key: createHash('sha256').update(JSON.stringify(asked)).digest('hex'),
      asked,
      files: [{ path: 'question.toy', content: question.kind }],
      command: 'toy ask question.toy',
    };
  }

  toBundle(
    bundle: PolicyBundle,
    { file }: Invariant,
    part: 'matches' | 'scope',
  ): PolicyBundle {
    const [rule] = parseRules(bundle.files.find(({ path }) => path === file)!);
    const content =
      part === 'scope'
        ? `permit ${rule.action} -999999..999999`
        : `permit ${rule.action} ${rule.from}..${rule.to}`;
    const files = [
      ...bundle.files.filter(({ path }) => !path.startsWith('policies/')),
      { path: 'policies/limit.toy', content },
    ];
    return { ...bundle, files, revision: revisionOf(files) };
  }

  private amountsOf(question: AnalysisQuestion): number[] {
    const sides =
      'first' in question ? [question.second, question.first] : [question.set];
    const range = sides
      .map(side => environmentsOf(side).get(question.environment))
      .find(found => found);
    return range
      ? Array.from(
          { length: range.to - range.from + 1 },
          (_, index) => range.from + index,
        )
      : [];
  }
}

function invariantsOf(bundle: PolicyBundle): Array<[Invariant, Rule]> {
  return bundle.files
    .filter(({ path }) => path.startsWith('invariants/'))
    .map(file => [parseInvariant(file), parseRules(file)[0]]);
}

function failureOf(
  question: AnalysisQuestion,
  action: string,
  amount: number,
): Counterexample | undefined {
  const request = toyRequest(action, amount);
  const allows = (rules: Rule[], admits = true) =>
    admits && decide(rules, request).outcome === 'allow';
  const fails = (fact: boolean, own: boolean, before?: boolean) =>
    fact ? { request, before, after: own, policies: ['limit'] } : undefined;
  if ('first' in question) {
    const [first, second] = [question.first, question.second].map(side =>
      allows(rulesOf(side), environmentsOf(side).has(action)),
    );
    return fails(first && !second, first, second);
  }
  const rules = rulesOf(question.set);
  const own = allows(rules);
  switch (question.kind) {
    case 'always-allows':
      return fails(!own, own);
    case 'always-denies':
      return fails(own, own);
    case 'invariant': {
      const [invariant, rule] = invariantsOf(question.set).find(
        ([{ name }]) => name === question.invariant,
      )!;
      const matches = allows([{ ...rule, effect: 'permit' }]);
      return fails(
        {
          never: own && matches,
          'at most': own && !matches,
          'at least': !own && matches,
        }[invariant.kind],
        own,
      );
    }
    default: {
      const { kind, statement } = question;
      const rule = rules.find(({ id }) => id === statement)!;
      const matches = allows([{ ...rule, effect: 'permit' }]);
      const without = allows(rules.filter(other => other !== rule));
      return fails(
        {
          'never-errors': false,
          'never-matches': matches,
          'always-matches': !matches,
          removable: own !== without,
        }[kind],
        own,
      );
    }
  }
}
