import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { ChangeDetail } from '@internal/plugin-policies-common';
import {
  Actors,
  Company,
  DecisionReaders,
} from '@internal/plugin-policies-node';
import { ChangeResources } from './ChangeResources';
import { withholdFlips } from './withholdFlips';

/**
 * Who sees which logged requests in what is told of a change. Anybody may propose a change of any set, and
 * so make groups of their own be asked: as the next owner of the set, or as owner of a caller that they
 * make flip. The first sees no requests for that, the second those of its own callers.
 */
export class FlipReaders {
  constructor(
    private readonly options: {
      readers: DecisionReaders;
      actors: Actors;
      resources: ChangeResources;
      directory: Company;
    },
  ) {}

  /** Whether somebody sees all logged requests. */
  async seesAll(
    change: ChangeDetail,
    credentials: BackstageCredentials,
  ): Promise<boolean> {
    const { readers, actors, resources } = this.options;
    if (await readers.mayRead(change.set, credentials)) {
      return true;
    }
    const { groups } = await actors.resolve(credentials);
    const owner = resources.findSet(change.set)?.owner;
    return change.requirements.some(
      ({ reason, group }) =>
        groups.includes(group) &&
        (reason === 'regulation' || reason === 'fallback' || group === owner),
    );
  }

  /** Leaves of a change what somebody may see. */
  async withhold(
    change: ChangeDetail,
    credentials: BackstageCredentials,
  ): Promise<ChangeDetail> {
    if (await this.seesAll(change, credentials)) {
      return change;
    }
    return withholdFlips(change, await this.callersOf(change, credentials));
  }

  /** Callers of those who are asked because they own one. */
  private async callersOf(
    { requirements, impact, shadowReport }: ChangeDetail,
    credentials: BackstageCredentials,
  ): Promise<ReadonlySet<string>> {
    const { actors, directory } = this.options;
    const { groups } = await actors.resolve(credentials);
    const asked = requirements
      .map(({ group }) => group)
      .filter(group => groups.includes(group));
    const callers = new Set(
      [
        ...(impact?.byCaller ?? []),
        ...(impact?.examples ?? []),
        ...(shadowReport?.examples ?? []),
      ].flatMap(({ caller }) => (caller === undefined ? [] : [caller])),
    );
    return new Set(
      asked.length ? await directory.ownedBy(asked, [...callers]) : [],
    );
  }
}
