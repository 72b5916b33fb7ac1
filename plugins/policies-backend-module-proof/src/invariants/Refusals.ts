import { LoggerService } from '@backstage/backend-plugin-api';
import { InvariantProof } from '@internal/plugin-policies-common';
import { PolicyBundle, revisionOf } from '@internal/plugin-policies-node';
import { brokenInvariant } from './describeProof';
import { isAllowed, SearchedSet } from './searchInvariants';
import { ReadRevision } from '../revision/readRevision';
import { askInBatches } from '../search/askInBatches';
import { Refusal, RefusalStore } from './RefusalStore';

/**
 * Requests that broke invariants of a revision before. The engine alone decides them, so that what was refused
 * stays so when the analyzer goes away or has no time.
 */
export class Refusals {
  constructor(
    private readonly options: { refusals: RefusalStore; logger: LoggerService },
  ) {}

  /** Invariants that the revision is known to break, as the engine says now. */
  async listBroken(
    { bundle, invariants }: ReadRevision,
    ways: Pick<SearchedSet, 'use' | 'useOther'>,
    signal: AbortSignal,
  ): Promise<InvariantProof[]> {
    const broken: InvariantProof[] = [];
    for (const { invariant: name, counterexample } of await this.read(bundle)) {
      const invariant = invariants.find(one => one.name === name);
      // The same revision matches the same: what it decides is all that can differ.
      if (
        invariant &&
        (await this.isAllowed(bundle, counterexample, ways, signal)) ===
          (invariant.kind !== 'at least')
      ) {
        broken.push(brokenInvariant(invariant, counterexample, {}));
      }
    }
    return broken;
  }

  /** Keeps what breaks invariants. */
  async keep(bundle: PolicyBundle, proofs: InvariantProof[]): Promise<void> {
    try {
      await this.options.refusals.save(
        keyOf(bundle),
        proofs.flatMap(({ invariant, state, counterexample }) =>
          state === 'broken' && counterexample
            ? [{ invariant: invariant.name, counterexample }]
            : [],
        ),
      );
    } catch (error) {
      this.options.logger.warn(
        `requests that break invariants cannot be kept: ${error}`,
      );
    }
  }

  private async read(bundle: PolicyBundle): Promise<Refusal[]> {
    try {
      return await this.options.refusals.list(keyOf(bundle));
    } catch (error) {
      this.options.logger.warn(
        `requests that broke invariants cannot be read: ${error}`,
      );
      return [];
    }
  }

  /** @returns undefined where the engine does not decide it */
  private async isAllowed(
    bundle: PolicyBundle,
    { request, entities }: Refusal['counterexample'],
    { use, useOther }: Pick<SearchedSet, 'use' | 'useOther'>,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    try {
      const [decision] = entities
        ? (await useOther(
            withFile(bundle, entities),
            async compiled =>
              compiled && askInBatches(compiled, [request], { signal }),
          )) ?? []
        : await use(compiled => askInBatches(compiled, [request], { signal }));
      return decision && isAllowed(decision);
    } catch (error) {
      signal.throwIfAborted();
      this.options.logger.warn(
        `a request that broke an invariant cannot be decided: ${error}`,
      );
      return undefined;
    }
  }
}

function keyOf({ manifest, revision }: PolicyBundle) {
  return { set: manifest.metadata.name, revision };
}

function withFile(
  bundle: PolicyBundle,
  file: PolicyBundle['files'][number],
): PolicyBundle {
  const files = [
    ...bundle.files.filter(({ path }) => path !== file.path),
    file,
  ];
  return { ...bundle, files, revision: revisionOf(files) };
}
