import { Diagnostic, Invariant } from '@internal/plugin-policies-common';
import {
  checkBundle,
  CompiledSet,
  ConfiguredEngines,
  PolicyBundle,
  RegisteredSets,
  RevisionGuard,
} from '@internal/plugin-policies-node';
import { describeRequest } from './describeRequest';
import { InvariantProver } from './InvariantProver';

/** Somebody waits for the revision: all of it is less than the patience that guards are given. */
const SECONDS = 25;
/** For its turns, behind other revisions. */
const WAIT_SECONDS = 20;
const REQUESTS = 300;

/** No revision becomes active that breaks one of its invariants. */
export class InvariantGuard implements RevisionGuard {
  readonly name = 'invariants';

  constructor(
    private readonly options: {
      prover: InvariantProver;
      engines: ConfiguredEngines;
      sets: Pick<RegisteredSets, 'find' | 'serving'>;
    },
  ) {}

  async check(
    bundle: PolicyBundle,
    compiled: CompiledSet,
    signal: AbortSignal,
  ): Promise<Diagnostic[]> {
    const invariants = compiled.invariants ?? [];
    const lost = this.listLost(bundle, invariants);
    return invariants.length
      ? [...(await this.prove(bundle, compiled, signal)), ...lost]
      : lost;
  }

  /** Whoever writes to a source is asked by nobody: what is active from now on says what it lacks. */
  private listLost(
    { manifest }: PolicyBundle,
    invariants: Invariant[],
  ): Diagnostic[] {
    let active: Invariant[] | undefined;
    try {
      active = this.options.sets.serving(manifest.metadata.name).compiled
        .invariants;
    } catch {
      // Nothing is active, or it cannot serve.
    }
    return (active ?? [])
      .filter(({ name }) => !invariants.some(one => one.name === name))
      .map(({ name, title, regulations }) => ({
        severity: 'warning',
        source: 'portal',
        message: `invariant '${name}' (“${title}”, ${regulations.join(
          ', ',
        )}) was taken away: nothing has to keep it any more`,
        help: 'See with those who watch over the regulation that this is meant.',
      }));
  }

  private async prove(
    bundle: PolicyBundle,
    compiled: CompiledSet,
    signal: AbortSignal,
  ): Promise<Diagnostic[]> {
    const invariants = compiled.invariants ?? [];
    const { prover, engines, sets } = this.options;
    const name = bundle.manifest.spec.engine;
    const engine = engines.get(name);
    const { proofs, disagreements, versions } = await prover.tell(
      {
        bundle,
        engine,
        cases: checkBundle(bundle.files, engines).ready?.cases ?? [],
        known: compiled.known,
        vocabulary: compiled.vocabulary,
        invariants,
      },
      {
        use: act => act(engines.behindOthers(name, compiled)),
        useOther: async (other, act) => {
          const draft = await engine.compile(other, { mode: 'draft' });
          try {
            return await act(draft.compiled);
          } finally {
            await draft.compiled?.dispose();
          }
        },
      },
      {
        seconds: SECONDS,
        waitSeconds: WAIT_SECONDS,
        urgency: 'first',
        requests: REQUESTS,
        // A set without an active revision has nothing to fall back on, and many are read when a portal starts.
        searchesInstead:
          sets.find(bundle.manifest.metadata.name)?.activeRevision !==
          undefined,
        signal,
      },
    );
    return [
      ...proofs.flatMap(({ invariant, state, sentence, counterexample }) =>
        state === 'broken' && counterexample
          ? [
              {
                severity: 'error' as const,
                source: 'portal',
                file: invariant.file,
                range: invariant.range,
                message: `invariant '${invariant.name}' (“${
                  invariant.title
                }”, ${invariant.regulations.join(
                  ', ',
                )}) is broken. ${sentence} ${describeRequest(
                  counterexample.request,
                )}`,
                help: 'Change the policies so that they keep it, or change the invariant with those who watch over the regulation.',
              },
            ]
          : [],
      ),
      // Without an analyzer that is the rule, and told where the invariants are.
      ...(versions ? proofs : [])
        .filter(({ state }) => state === 'undecided')
        .map(({ invariant, because }) => ({
          severity: 'warning' as const,
          source: 'portal',
          file: invariant.file,
          range: invariant.range,
          message: `it is not decided whether this revision keeps invariant '${invariant.name}': ${because}`,
          help: 'See on the page of the set whether it is decided by now.',
        })),
      ...proofs
        .filter(({ state }) => state === 'empty')
        .map(({ invariant }) => ({
          severity: 'warning' as const,
          source: 'portal',
          file: invariant.file,
          range: invariant.range,
          message: `invariant '${invariant.name}' is about nothing: the schema admits no request in its scope`,
          help: 'Change its scope so that it is about requests that there are.',
        })),
      ...disagreements.map(message => ({
        severity: 'warning' as const,
        source: 'portal',
        message,
        help: 'Tell the people who run the portal: analyzer and engine contradict each other.',
      })),
    ];
  }
}
