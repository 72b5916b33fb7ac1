import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type { EntityJson } from '@cedar-policy/cedar-wasm/nodejs';
import type {
  EngineDecision,
  PolicyBundle,
} from '@internal/plugin-policies-node';
import type { CedarArtifact } from '../compile/artifact';
import { compileCedar } from '../compile/compileCedar';
import { ServedSet } from '../worker/ServedSet';
import { breaksBy, Outcome, outcomeOf } from './outcomeOf';
import { Candidate, Side, Wanted } from './types';

/** What came of a try. */
export type Tried = 'breaks' | 'keeps' | { error: string };

interface OpenSide {
  wanted: Wanted[];
  artifact: CedarArtifact;
  served: ServedSet;
}

/** Has the engine decide requests on all sides of a question, one after the other, within bounds. */
export class SideBench {
  /** @throws Error where a side does not compile */
  static open(
    sides: Side[],
    bounds: { tries: number; milliseconds: number },
  ): SideBench {
    return new SideBench(
      sides.map(({ bundle, wanted }) => {
        const artifact = compile(bundle);
        return { wanted, artifact, served: new ServedSet(artifact) };
      }),
      bounds.tries,
      performance.now() + bounds.milliseconds,
    );
  }

  private constructor(
    private readonly sides: OpenSide[],
    private triesLeft: number,
    private readonly deadline: number,
  ) {}

  /** Stored entities of the side that has most to say of them. */
  get stored(): EntityJson[] {
    return this.sides.reduce<EntityJson[]>(
      (most, { artifact: { entities } }) =>
        entities.length > most.length ? entities : most,
      [],
    );
  }

  get schema(): string | undefined {
    return this.sides[0].artifact.schema;
  }

  /** Texts of the statements of each side. */
  get statements(): string[][] {
    return this.sides.map(({ artifact }) =>
      artifact.statements.map(({ text }) => text),
    );
  }

  get isSpent(): boolean {
    return this.triesLeft <= 0 || performance.now() > this.deadline;
  }

  /** Whether the request is a counterexample; once the bounds are reached nothing is. */
  breaks(candidate: Candidate): boolean {
    return !this.isSpent && this.try(candidate) === 'breaks';
  }

  try({ request, entities }: Candidate): Tried {
    this.triesLeft--;
    const said: Outcome[] = [];
    for (const { artifact, served } of this.sides) {
      const answer = entities
        ? decideWith(artifact, entities, request)
        : served.evaluate(request, { explain: false });
      const outcome = outcomeOf(answer);
      if ('error' in outcome) {
        return outcome;
      }
      said.push(outcome);
    }
    if (breaksBy(this.sides, said)) {
      return 'breaks';
    }
    return said.some(({ failed }) => failed)
      ? { error: 'the engine gives an error for what the policies make of it' }
      : 'keeps';
  }

  dispose(): void {
    this.sides.forEach(({ served }) => served.dispose());
  }
}

function compile(bundle: PolicyBundle): CedarArtifact {
  const { artifact, diagnostics } = compileCedar(bundle);
  if (!artifact) {
    throw new Error(
      diagnostics.find(({ severity }) => severity === 'error')?.message ??
        'it does not compile',
    );
  }
  return artifact;
}

function decideWith(
  artifact: CedarArtifact,
  entities: EntityJson[],
  request: Candidate['request'],
): EngineDecision {
  const checked = cedar.checkParseEntities({
    entities,
    schema: artifact.schema,
  });
  if (checked.type === 'failure') {
    return {
      outcome: 'error',
      fault: 'request',
      message: checked.errors[0].message,
      durationUs: 0,
    };
  }
  const served = new ServedSet({ ...artifact, entities });
  try {
    return served.evaluate(request, { explain: false });
  } finally {
    served.dispose();
  }
}
