import { InputError, NotFoundError } from '@backstage/errors';
import {
  Draft,
  Journey,
  JourneyBranch,
  JourneyPreview,
  PolicyFile,
} from '@internal/plugin-policies-common';
import { toEntities } from '@internal/plugin-policies-node';
import { answerOf, fullRef } from './answers';
import { broughtByJourney } from './broughtByJourney';
import { JourneyStore } from './JourneyStore';
import { PolicyRepository } from './repository/PolicyRepository';
import { repositoryFiles } from './repository/repositoryFiles';

/** Journeys as branches of the repository that policies are kept in, where one is configured. */
export class JourneyBranches {
  constructor(
    private readonly options: {
      store: JourneyStore;
      repository?: PolicyRepository;
    },
  ) {}

  /** How the repository is shown to people. */
  get repository(): string | undefined {
    return this.options.repository?.shown;
  }

  /** @throws NotFoundError where none is configured */
  expectRepository(): PolicyRepository {
    const { repository } = this.options;
    if (!repository) {
      throw new NotFoundError(
        `no repository is configured to push to; set 'policies.onboarding.repository', or take the files`,
      );
    }
    return repository;
  }

  /**
   * The files of a pull request: the set, and what the catalog gets of it.
   *
   * @throws InputError while the journey is not ready
   */
  writeFiles(journey: Journey, preview: JourneyPreview): Draft {
    const problem = preview.files.length
      ? preview.problems.find(({ step }) => step === 'domain')
      : preview.problems[0];
    if (!preview.files.length || problem) {
      throw new InputError(
        `journey ${journey.id} is not ready: ${problem?.message}`,
      );
    }
    const set = answerOf(journey, 'set')!;
    const brought = broughtByJourney(journey);
    return {
      files: repositoryFiles({
        set,
        owner: fullRef(answerOf(journey, 'owner'), 'Group') ?? '',
        files: preview.files,
        entities: brought ? [...toEntities(set, brought).values()] : [],
      }),
    };
  }

  /** The branch that was pushed last, as the repository has it now. */
  async find(id: string): Promise<JourneyBranch | undefined> {
    const { repository, store } = this.options;
    const pushed = await store.getBranch(id);
    return (
      repository &&
      pushed && {
        ...pushed,
        repository: repository.shown,
        ...(await repository.look(pushed.branch, pushed.commit)),
      }
    );
  }

  /** Pushes to a branch of its own: one that others have, or had, is left to them. */
  async push(
    journey: Journey,
    files: PolicyFile[],
    author: string,
  ): Promise<JourneyBranch> {
    const repository = this.expectRepository();
    const before = await this.find(journey.id);
    const count = Number(/-(\d+)$/.exec(before?.branch ?? '')?.[1] ?? 0) + 1;
    const branch = `onboard-${answerOf(journey, 'set')}-${journey.id}-${count}`;
    const commit = await repository.push({
      branch,
      files,
      author,
      message: `Onboard ${answerOf(journey, 'title')}`,
    });
    await this.options.store.setBranch(journey.id, branch, commit);
    return { repository: repository.shown, branch, commit, state: 'open' };
  }
}
