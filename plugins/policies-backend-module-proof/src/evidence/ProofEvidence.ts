import { ConflictError } from '@backstage/errors';
import {
  InvariantReport,
  PolicyFile,
  ProofReport,
  ProofState,
  RequestEnvironment,
} from '@internal/plugin-policies-common';
import { checkBundle, ConfiguredEngines } from '@internal/plugin-policies-node';
import { joinKeys } from '../asking/joinKeys';
import { comparisonsOf } from '../comparison/comparisonsOf';
import { withoutKey } from '../revision/environments';
import { PackedQuestion, QuestionWriter } from './QuestionWriter';

/** Writes out what was asked for the reports of a change, so that anybody can ask it again. */
export class ProofEvidence {
  constructor(private readonly options: { engines: ConfiguredEngines }) {}

  /**
   * @returns files below `proofs/`; none where nothing was proven
   * @throws InputError where nothing can be proven of the files any more
   */
  async pack(
    base: PolicyFile[] | undefined,
    proposed: PolicyFile[],
    reports: { proof?: ProofReport; invariants?: InvariantReport },
  ): Promise<PolicyFile[]> {
    const after = checkBundle(proposed, this.options.engines).ready;
    const before = base && checkBundle(base, this.options.engines).ready;
    const analyzer = after?.engine.analyzer;
    const writer = new QuestionWriter(analyzer);
    const { proof, invariants } = reports;
    if (after && before && analyzer && proof?.versions) {
      const comparisons = await comparisonsOf(analyzer, {
        before: before.bundle,
        after: after.bundle,
        engine: after.engine,
      });
      for (const { environment, ...questions } of comparisons) {
        for (const about of ['wider', 'tighter'] as const) {
          await writer.write(questions[about], proof.versions, {
            about,
            environment: withoutKey(environment),
            state: stateIn(proof, about, environment),
          });
        }
      }
    }
    if (after && analyzer && invariants?.versions) {
      const read = await analyzer.read(after.bundle);
      for (const [name, keys] of Object.entries(read.invariants)) {
        for (const key of keys) {
          const environment = read.environments.find(one => one.key === key)!;
          await writer.write(
            {
              kind: 'invariant',
              environment: key,
              set: after.bundle,
              invariant: name,
            },
            invariants.versions,
            {
              about: 'invariant',
              environment: withoutKey(environment),
              invariant: name,
            },
          );
        }
      }
    }
    expectSame(writer.questions, reports);
    return writer.end();
  }
}

/** @throws ConflictError where an analyzer of today asks otherwise than the one that answered */
function expectSame(
  questions: PackedQuestion[],
  { proof, invariants }: { proof?: ProofReport; invariants?: InvariantReport },
): void {
  const keys = new Set(questions.map(({ key }) => key));
  const compared = (proof?.versions ? proof.environments : []).flatMap(
    ({ wider, tighter }) =>
      [wider, tighter].filter(({ state }) => state !== 'undecided'),
  );
  const told = (invariants?.versions ? invariants.invariants : []).filter(
    ({ invariant, state, key }) =>
      (state === 'proven' || state === 'broken') &&
      key !== undefined &&
      !keys.has(key) &&
      key !==
        joinKeys(
          questions
            .filter(question => question.invariant === invariant.name)
            .map(question => question.key),
        ),
  );
  if (
    questions.length &&
    (told.length || compared.some(({ key }) => !key || !keys.has(key)))
  ) {
    throw new ConflictError(
      'the analyzer asks otherwise by now than when this was proven; run the checks again for a pack with its questions',
    );
  }
}

function stateIn(
  { environments }: ProofReport,
  about: 'wider' | 'tighter',
  { subject, action, resource }: RequestEnvironment,
): ProofState | undefined {
  return environments.find(
    ({ environment }) =>
      environment.subject === subject &&
      environment.action === action &&
      environment.resource === resource,
  )?.[about].state;
}
