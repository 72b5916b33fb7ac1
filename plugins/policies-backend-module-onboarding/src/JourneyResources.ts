import {
  fullRef,
  PolicyJourneyResource,
  ProposedChanges,
  RegisteredSets,
} from '@internal/plugin-policies-node';
import { answerOf, fullRef as wholeRef } from './answers';
import { JourneyStore } from './JourneyStore';

/** Journeys as permission rules see them. */
export class JourneyResources {
  constructor(
    private readonly options: {
      store: JourneyStore;
      liveSets: RegisteredSets;
      changes: Pick<ProposedChanges, 'find'>;
    },
  ) {}

  async find(id: string): Promise<PolicyJourneyResource | undefined> {
    const journey = await this.options.store.find(id);
    if (!journey) {
      return undefined;
    }
    const { createdBy, people, change, published } = journey;
    return {
      id,
      creator: createdBy,
      people,
      domain: wholeRef(answerOf(journey, 'domain'), 'Domain'),
      owner:
        (await this.ownerOf(change)) ??
        (published === change ? undefined : await this.ownerOf(published)),
    };
  }

  /** Owner of the set that a published change brought, as it is registered now. */
  private async ownerOf(id: string | undefined): Promise<string | undefined> {
    const { liveSets, changes } = this.options;
    const change = id === undefined ? undefined : await changes.find(id);
    const set =
      change && ['published', 'rolled-back'].includes(change.state)
        ? liveSets.find(change.set)
        : undefined;
    return set && fullRef(set.manifest.spec.owner, 'Group');
  }
}
