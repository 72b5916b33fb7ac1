import { concerns, InvariantReport } from '@internal/plugin-policies-common';
import {
  Check,
  CheckContext,
  CheckOutcome,
} from '@internal/plugin-policies-node';
import { withoutKey } from '../revision/environments';
import { ReadRevision, readRevision } from '../revision/readRevision';
import { ProofOptions, WatchingGroup } from '../readProofOptions';
import {
  ChangedInvariant,
  compareInvariants,
  ReadInvariant,
} from './compareInvariants';
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
    const before = await base?.use(async draft => draft && readRevision(draft));
    const changed = before
      ? compareInvariants(
          await readInvariants(before),
          await readInvariants(after),
        )
      : [];
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

/** What a revision's invariants are about takes no more than reading it. */
async function readInvariants({
  bundle,
  engine,
  invariants,
}: ReadRevision): Promise<ReadInvariant[]> {
  const read = await engine.analyzer?.read(bundle).catch(() => undefined);
  return invariants.map(invariant => ({
    invariant,
    environments:
      read &&
      new Map(
        read.environments
          .filter(({ key }) => read.invariants[invariant.name]?.includes(key))
          .map(environment => [environment.key, withoutKey(environment)]),
      ),
  }));
}

function outcomeOf(
  { proofs, disagreements, limits }: ToldInvariants,
  changed: ChangedInvariant[],
): Pick<CheckOutcome, 'state' | 'summary' | 'log'> {
  const of = (state: string) => proofs.filter(proof => proof.state === state);
  const broken = of('broken');
  const undecided = of('undecided');
  const empty = of('empty');
  const parts = [
    ...(broken.length ? [`${broken.length} broken`] : []),
    ...(of('proven').length ? [`${of('proven').length} proven`] : []),
    ...(of('searched').length
      ? [`${of('searched').length} searched, none broken`]
      : []),
    ...(undecided.length ? [`${undecided.length} not decided`] : []),
    ...(empty.length ? [`${empty.length} about nothing`] : []),
    ...(changed.length ? [summarizeChanged(changed)] : []),
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
      ...[...empty, ...undecided].map(
        ({ invariant, sentence }) => `${invariant.file}: ${sentence}`,
      ),
      ...limits,
    ],
  };
}

function summarizeChanged(changed: ChangedInvariant[]): string {
  const narrowed = changed.filter(({ how }) => how === 'narrowed').length;
  const others = changed.length - narrowed;
  return [
    ...(others ? [`${others} taken away or rewritten`] : []),
    ...(narrowed ? [`${narrowed} about less than before`] : []),
  ].join(', ');
}

const WHAT_IT_DOES: Record<ChangedInvariant['how'], string> = {
  removed: 'takes it away',
  rewritten: 'rewrites it',
  narrowed: 'makes it about fewer kinds of requests',
};

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
              WHAT_IT_DOES[own.how]
            }.`,
          },
        ]
      : [];
  });
}
