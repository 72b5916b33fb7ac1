import { InputError, NotFoundError } from '@backstage/errors';
import {
  Deployments,
  EngineList,
  ServingSet,
  withDraft,
} from '@internal/plugin-policies-node';

/** Revisions that are not active, each compiled for as long as it is asked, beside what is live. */
export class RevisionDrafts {
  constructor(
    private readonly options: {
      deployments: Pick<Deployments, 'getRevision'>;
      engines: EngineList;
    },
  ) {}

  /**
   * Compiles a revision that is stored, and ends it afterwards.
   *
   * @throws NotFoundError when it is not stored, InputError when it does not compile
   */
  async serve<T>(
    set: string,
    revision: string,
    use: (serving: ServingSet) => Promise<T>,
  ): Promise<T> {
    const stored = await this.options.deployments.getRevision(set, revision);
    if (!stored) {
      throw new NotFoundError(
        `policy set '${set}' has no revision '${revision}'; GET /api/policies/sets/${set}/revisions lists them`,
      );
    }
    return withDraft(stored.files, this.options.engines, async draft => {
      if (!draft) {
        throw new InputError(
          `revision '${revision}' of policy set '${set}' does not compile any more; open it in the playground to see why`,
        );
      }
      return use({
        name: set,
        engine: draft.ready.bundle.manifest.spec.engine,
        revision,
        compiled: draft.compiled,
      });
    });
  }
}
