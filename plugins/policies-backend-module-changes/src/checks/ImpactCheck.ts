import {
  DecisionFlip,
  DecisionRecord,
  EvaluationRequest,
  ImpactReport,
} from '@internal/plugin-policies-common';
import {
  Check,
  CheckContext,
  CheckedRevision,
  CheckOutcome,
  DecisionLog,
  EngineDecision,
  evaluateGuarded,
} from '@internal/plugin-policies-node';

/*
 * The newest decisions of the log are asked again of the base and of the proposed revision. Both answers
 * come from now, so that a redacted field or an entity that changed since counts on both sides alike and
 * only the change itself makes a difference.
 */

const MAX_DECISIONS = 2_000;
const AT_ONCE = 50;
const MAX_EXAMPLES = 50;

/** What the change would have done to the newest decisions of the log. It never fails, and publication waits until it is known. */
export class ImpactCheck implements Check {
  readonly name = 'impact';
  readonly title = 'Impact on logged decisions';
  readonly blocking = true;
  readonly settlesApprovals = true;

  constructor(private readonly options: { decisionLog: DecisionLog }) {}

  async run(context: CheckContext): Promise<CheckOutcome> {
    const { change, proposed, base } = context;
    if (!base) {
      return {
        state: 'skipped',
        summary: 'The set is new: nothing was decided by it yet',
      };
    }
    const decisions = await this.newest(change.set);
    if (!decisions.length) {
      return { state: 'skipped', summary: 'No decision of this set is logged' };
    }
    const requests = decisions.map(({ request }) => request);
    // The proposed revision is there already; the base takes its place.
    const after = await ask(proposed, requests, context, 'proposed revision');
    const before = await ask(base, requests, context, 'base');
    if (!before || !after) {
      return {
        state: 'skipped',
        summary: `The ${
          after ? 'base does' : 'files do'
        } not compile, so nothing can be compared`,
      };
    }
    const report = compare(decisions, before, after);
    const { opened, closed, replayed, undecided } = report;
    const flips = opened + closed;
    return {
      state: 'passed',
      summary: flips
        ? `${flips} of ${replayed} logged decisions flip: ${opened} become allowed, ${closed} denied`
        : `None of ${replayed} logged decisions flips`,
      log: [
        ...report.byCaller.map(
          caller =>
            `${caller.caller}: ${caller.opened} become allowed, ${caller.closed} denied`,
        ),
        ...(undecided
          ? [`${undecided} could not be decided on one of the two revisions`]
          : []),
      ],
      report,
    };
  }

  private async newest(set: string): Promise<DecisionRecord[]> {
    const found: DecisionRecord[] = [];
    for await (const { items } of this.options.decisionLog.replay({
      sets: [set],
    })) {
      found.push(...items);
      if (found.length >= MAX_DECISIONS) {
        break;
      }
    }
    return found.slice(0, MAX_DECISIONS);
  }
}

/** @returns undefined when the revision does not compile */
function ask(
  revision: CheckedRevision,
  requests: EvaluationRequest[],
  { signal, progress }: CheckContext,
  what: string,
): Promise<EngineDecision[] | undefined> {
  return revision.use(async draft => {
    if (!draft) {
      return undefined;
    }
    const answers: EngineDecision[] = [];
    while (answers.length < requests.length) {
      signal.throwIfAborted();
      answers.push(
        ...(await evaluateGuarded(
          draft.compiled,
          requests.slice(answers.length, answers.length + AT_ONCE),
        )),
      );
      await progress(
        `${answers.length} of ${requests.length} logged decisions asked of the ${what}`,
      );
    }
    return answers;
  });
}

function compare(
  decisions: DecisionRecord[],
  before: EngineDecision[],
  after: EngineDecision[],
): ImpactReport {
  const report: ImpactReport = {
    replayed: decisions.length,
    from: decisions[decisions.length - 1].time,
    to: decisions[0].time,
    opened: 0,
    closed: 0,
    undecided: 0,
    byCaller: [],
    examples: [],
  };
  const callers = new Map<string, { opened: number; closed: number }>();
  decisions.forEach(({ request, caller }, index) => {
    const [was, would] = [before[index], after[index]];
    if (was.outcome === 'error' || would.outcome === 'error') {
      report.undecided++;
      return;
    }
    if (was.outcome === would.outcome) {
      return;
    }
    const flip: DecisionFlip = {
      request,
      caller,
      before: was.outcome === 'allow',
      after: would.outcome === 'allow',
      policiesBefore: was.policies,
      policiesAfter: would.policies,
    };
    const counts = callers.get(caller) ?? { opened: 0, closed: 0 };
    callers.set(caller, counts);
    const kind = flip.after ? 'opened' : 'closed';
    counts[kind]++;
    report[kind]++;
    if (report.examples.length < MAX_EXAMPLES) {
      report.examples.push(flip);
    }
  });
  report.byCaller = [...callers]
    .map(([caller, counts]) => ({ caller, ...counts }))
    .sort((a, b) => b.opened + b.closed - a.opened - a.closed);
  return report;
}
