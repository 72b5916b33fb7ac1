import {
  CaseFlip,
  CaseResult,
  ChangeDifference,
  PolicyFile,
} from '@internal/plugin-policies-common';
import {
  checkBundle,
  ConfiguredEngines,
  FiledCase,
  runCases,
  withDraft,
} from '@internal/plugin-policies-node';
import { readStatements, Statements, touchedBy } from './touchedBy';

type Comparison = Pick<
  ChangeDifference,
  'cases' | 'casesProblem' | 'actions' | 'resourceTypes'
>;

/**
 * Runs the cases of both revisions on both of them, and tells those that end otherwise; actions and
 * resource types are those of these cases and of the statements that differ.
 */
export async function compareCases(
  before: PolicyFile[] | undefined,
  after: PolicyFile[],
  engines: ConfiguredEngines,
): Promise<Comparison> {
  try {
    const old = before && casesOf(before, engines);
    const fresh = casesOf(after, engines);
    const all = new Map(
      [...(old ?? []), ...fresh].map(filed => [filed.case.name, filed]),
    );
    const filed = [...all.values()];
    // One draft after the other: two at once could wait for each other's place.
    const now = await run(after, filed, engines);
    const was = before && (await run(before, filed, engines));
    if (!now) {
      return nothing('The proposed files do not compile.');
    }
    if (before && !was) {
      return nothing('The files of the base do not compile.');
    }
    const had = new Set(old?.map(known => known.case.name));
    const has = new Set(fresh.map(known => known.case.name));
    return told(
      filed.map(({ case: { name } }, index) =>
        flipOf(
          had.has(name) ? was?.results[index] : undefined,
          has.has(name) ? now.results[index] : undefined,
          was && [was.results[index], now.results[index]],
        ),
      ),
      filed,
      touchedBy(was?.statements, now.statements),
    );
  } catch (error) {
    return nothing((error as Error).message);
  }
}

function casesOf(files: PolicyFile[], engines: ConfiguredEngines): FiledCase[] {
  return checkBundle(files, engines).ready?.cases ?? [];
}

function run(
  files: PolicyFile[],
  filed: FiledCase[],
  engines: ConfiguredEngines,
): Promise<{ results: CaseResult[]; statements: Statements } | undefined> {
  return withDraft(
    files,
    engines,
    async draft =>
      draft && {
        results: await runCases(draft.compiled, filed),
        statements: readStatements(draft),
      },
  );
}

function nothing(casesProblem: string): Comparison {
  return { cases: [], casesProblem, actions: [], resourceTypes: [] };
}

function told(
  flips: Array<CaseFlip | undefined>,
  filed: FiledCase[],
  touched: ReturnType<typeof touchedBy>,
): Comparison {
  const actions = new Set(touched.actions);
  const types = new Set(touched.resourceTypes);
  const cases: CaseFlip[] = [];
  flips.forEach((flip, index) => {
    if (flip) {
      cases.push(flip);
      const { action, resource } = filed[index].case.request;
      actions.add(action.name);
      types.add(resource.type);
    }
  });
  return {
    cases,
    actions: [...actions].sort(),
    resourceTypes: [...types].sort(),
  };
}

function flipOf(
  before: CaseResult | undefined,
  after: CaseResult | undefined,
  both: CaseResult[] = [],
): CaseFlip | undefined {
  const name = (before ?? after)!.case.name;
  const flip = (status: CaseFlip['status']): CaseFlip => ({
    name,
    before: before && shown(before),
    after: after && shown(after),
    status,
  });
  if (!before || !after) {
    const decided = both.length === 2 && both[0].decision !== both[1].decision;
    if (decided && after) {
      return { ...flip('flipped'), before: shown(both[0]) };
    }
    return flip(after ? 'added' : 'removed');
  }
  if (before.decision !== after.decision) {
    return flip('flipped');
  }
  if (before.status !== after.status) {
    return flip(after.status === 'passed' ? 'fixed' : 'broken');
  }
  return before.policies?.join() === after.policies?.join()
    ? undefined
    : flip('changed');
}

function shown({ status, decision, policies }: CaseResult) {
  return { status, decision, policies };
}
