import { CaseCounts, CaseResult } from '@internal/plugin-policies-common';
import { CompiledSet, EngineDecision } from '../PolicyEngine';
import { evaluateGuarded } from '../evaluateGuarded';
import { FiledCase } from './checkBundle';

/**
 * Runs one case.
 *
 * @returns how it ended, with a sentence when it did not pass
 */
export async function runCase(
  compiled: Pick<CompiledSet, 'evaluate'>,
  filed: FiledCase,
): Promise<CaseResult> {
  const [decision] = await evaluateGuarded(compiled, [filed.case.request]);
  return judge(filed, decision);
}

/** Runs cases in one call of the engine, in order. */
export async function runCases(
  compiled: Pick<CompiledSet, 'evaluate'>,
  cases: FiledCase[],
): Promise<CaseResult[]> {
  const decisions = await evaluateGuarded(
    compiled,
    cases.map(filed => filed.case.request),
  );
  return decisions.map((decision, index) => judge(cases[index], decision));
}

/** Sums up results. */
export function countCases(results: CaseResult[]): CaseCounts {
  const passed = results.filter(({ status }) => status === 'passed').length;
  return { total: results.length, passed, failed: results.length - passed };
}

function judge(filed: FiledCase, decision: EngineDecision): CaseResult {
  if (decision.outcome === 'error') {
    return { ...filed, status: 'error', message: decision.message };
  }
  const allowed = decision.outcome === 'allow';
  const { expect } = filed.case;
  // Engines name them in any order.
  const policies = [...decision.policies].sort();
  const ended = { ...filed, decision: allowed, policies };
  if (allowed !== expect.decision) {
    return {
      ...ended,
      status: 'failed',
      message: `expected ${word(expect.decision)}, got ${word(allowed)}${by(
        policies,
      )}`,
    };
  }
  const expected = expect.policies && [...expect.policies].sort();
  if (expected && expected.join() !== policies.join()) {
    return {
      ...ended,
      status: 'failed',
      message: `expected it to be ${word(allowed)}${by(
        expected,
      )}, but it is${by(policies)}`,
    };
  }
  return { ...ended, status: 'passed' };
}

function word(decision: boolean): string {
  return decision ? 'allowed' : 'denied';
}

function by(policies: string[]): string {
  return policies.length
    ? ` by ${policies.map(name => `'${name}'`).join(', ')}`
    : ' by no policy';
}
