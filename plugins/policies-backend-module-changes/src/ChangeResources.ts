import { ServiceUnavailableError } from '@backstage/errors';
import { PolicyFile } from '@internal/plugin-policies-common';
import {
  checkBundle,
  Company,
  ConfiguredEngines,
  Deployments,
  PolicyChangeResource,
  PolicySetResource,
  RegisteredSets,
  toSetResource,
} from '@internal/plugin-policies-node';
import { EntityGuard } from './brought/EntityGuard';
import { ChangeStore, StoredChange } from './ChangeStore';

/** Sets and changes as permission rules see them. */
export class ChangeResources {
  constructor(
    private readonly options: {
      store: ChangeStore;
      liveSets: RegisteredSets;
      deployments: Pick<Deployments, 'getSets'>;
      engines: ConfiguredEngines;
      directory: Pick<Company, 'membersOf' | 'getFacts'>;
      guard: EntityGuard;
    },
  ) {}

  findSet(name: string): PolicySetResource | undefined {
    const stored = this.options.liveSets.find(name);
    return stored && toSetResource(name, stored.manifest);
  }

  /** A set that is not registered, as its files describe it; undefined when they do not say. */
  proposedSet(
    name: string,
    files: PolicyFile[],
  ): PolicySetResource | undefined {
    const { manifest } = checkBundle(files, this.options.engines);
    return manifest && toSetResource(name, manifest);
  }

  /** The owner is that of the registered set: a change cannot give itself another. */
  async findChange(id: string): Promise<PolicyChangeResource | undefined> {
    const change = await this.options.store.find(id);
    return (
      change && {
        id,
        set: change.set,
        owner: change.owner,
        domain: change.domain,
        author: change.author,
        reviewers: await this.reviewersOf(change),
        ...ownership(await this.findRegistered(change.set)),
      }
    );
  }

  /** Also one that another replica registered a moment ago: what the change says of itself gives no rights then. */
  private async findRegistered(
    name: string,
  ): Promise<PolicySetResource | undefined> {
    const loaded = this.findSet(name);
    if (loaded) {
      return loaded;
    }
    const [stored] = await this.options.deployments.getSets([name]);
    return stored && toSetResource(name, stored.manifest);
  }

  /** Changes that one of some people has to approve as one of a group that the change itself brings. */
  async listAskedByGroup(people: string[]): Promise<string[]> {
    if (!people.some(ref => ref.startsWith('user:'))) {
      return [];
    }
    const { store, directory } = this.options;
    const { members } = await readCatalog(() => directory.getFacts());
    const asked: string[] = [];
    for (const change of await store.listBringing()) {
      // One catalog entity after the other would be asked for else, for every list.
      const reviewers = await this.reviewersOf(change, async group =>
        members.get(group),
      );
      if (reviewers.some(reviewer => people.includes(reviewer))) {
        asked.push(change.id);
      }
    }
    return asked;
  }

  /**
   * The groups that a change waits for, and the people of the one it brings: nobody's sign-in speaks for a
   * group that the catalog does not have yet.
   */
  private async reviewersOf(
    change: StoredChange,
    membersOf: Company['membersOf'] = group =>
      this.options.directory.membersOf(group),
  ): Promise<string[]> {
    const groups = change.requirements.map(({ group }) => group);
    const brought = change.brings?.group?.ref;
    if (brought === undefined || !groups.includes(brought)) {
      return groups;
    }
    const people =
      (await readCatalog(() => membersOf(brought))) ??
      (await this.options.guard.membersOfNew(brought, change));
    return [...groups, ...(people ?? [])];
  }
}

/** @throws ServiceUnavailableError where the catalog cannot be read: nobody is taken for a member of nothing */
async function readCatalog<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new ServiceUnavailableError(
      `the 'catalog' cannot be read, and who reviews a change is not known without it; see that the catalog answers, and ask again in a moment`,
      error,
    );
  }
}

function ownership(set: PolicySetResource | undefined) {
  return set && { owner: set.owner, domain: set.domain };
}
