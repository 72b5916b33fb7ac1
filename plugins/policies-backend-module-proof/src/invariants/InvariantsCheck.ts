import { concerns, InvariantReport } from '@internal/plugin-policies-common';
import {
  Check,
  CheckContext,
  CheckOutcome,
} from '@internal/plugin-policies-node';
import { readRevision } from '../revision/readRevision';
import { ProofOptions, WatchingGroup } from '../readProofOptions';
import { ChangedInvariant, compareInvariants } from './compareInvariants';
import { describeRequest } from './describeRequest';
import { InvariantProver, ToldInvariants } from './InvariantProver';

/** The proposed revision keeps its invariants; whoever watches over one that is taken away is asked. */
export class InvariantsCheck implements Check {
  readonly name = 'invariants';
  readonly title = 'Invariants';
  readonly blocking = true;

  constructor(
    private readonly options: { prover: InvariantProver; proof: ProofOptions },
  ) {}

  /** Whoever watches over a regulation is asked about what is taken away. */
  get settlesApprovals(): boolean {
    return this.options.proof.watching.length > 0;
  }

  async run(context: CheckContext): Promise<CheckOutcome> {
    const { change, proposed, base, useOther, signal, progress } = context;
    const { prover, proof } = this.options;
    const after = await proposed.use(
      async draft => draft && readRevision(draft),
    );
    if (!after) {
      return {
        state: 'failed',
        summary: 'The files do not compile; see validation',
      };
    }
    const { invariants } = after;
    const told = await prover.tell(
      after,
      {
        use: act => proposed.use(draft => act(draft!.compiled)),
        useOther,
      },
      {
        seconds: proof.seconds,
        requests: proof.requests,
        signal,
        onDone: done =>
          progress(
            `${done} of ${invariants.length} invariant${
              invariants.length === 1 ? '' : 's'
            } looked at`,
          ),
      },
    );
    const before = base
      ? await base.use(async draft => draft?.compiled.invariants)
      : [];
    const changed = compareInvariants(before ?? [], invariants);
    if (!invariants.length && !changed.length) {
      return { state: 'skipped', summary: 'The set has no invariants' };
    }
    const report: InvariantReport = {
      invariants: told.proofs,
      versions: told.versions,
      warnings: changed.map(({ sentence }) => sentence),
      revision: change.revision,
    };
    return {
      ...outcomeOf(told, changed),
      report,
      asks: asksOf(changed, proof.watching),
    };
  }
}

function outcomeOf(
  { proofs, disagreements, limits }: ToldInvariants,
  changed: ChangedInvariant[],
): Pick<CheckOutcome, 'state' | 'summary' | 'log'> {
  const of = (state: string) => proofs.filter(proof => proof.state === state);
  const broken = of('broken');
  const undecided = of('undecided');
  const parts = [
    ...(broken.length ? [`${broken.length} broken`] : []),
    ...(of('proven').length ? [`${of('proven').length} proven`] : []),
    ...(of('searched').length
      ? [`${of('searched').length} searched, none broken`]
      : []),
    ...(undecided.length ? [`${undecided.length} not decided`] : []),
    ...(changed.length ? [`${changed.length} taken away or rewritten`] : []),
  ];
  return {
    state: broken.length || disagreements.length ? 'failed' : 'passed',
    summary: `Invariants: ${parts.join(', ')}`,
    log: [
      ...broken.map(
        ({ invariant, counterexample, sentence }) =>
          `error: ${invariant.file}: “${
            invariant.title
          }” (${invariant.regulations.join(
            ', ',
          )}). ${sentence} ${describeRequest(counterexample!.request)}`,
      ),
      ...disagreements.map(message => `error: ${message}`),
      ...changed.map(({ sentence }) => `warning: ${sentence}`),
      ...undecided.map(
        ({ invariant, sentence }) => `${invariant.file}: ${sentence}`,
      ),
      ...limits,
    ],
  };
}

/** Taking an invariant away is how one gets around it: whoever watches over its regulation approves. */
function asksOf(
  changed: ChangedInvariant[],
  watching: WatchingGroup[],
): NonNullable<CheckOutcome['asks']> {
  return watching.flatMap(({ regulation: rule, group }) => {
    const own = changed.find(({ regulations }) =>
      regulations.some(regulation => concerns(rule, regulation)),
    );
    return own
      ? [
          {
            group,
            because: `It watches over ${rule.replace(
              /\*$/,
              '',
            )}, which invariant '${own.was.name}' serves, and the change ${
              own.how === 'removed' ? 'takes it away' : 'rewrites it'
            }.`,
          },
        ]
      : [];
  });
}
