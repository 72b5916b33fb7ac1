import { answerOf, fullRef, listOf } from './filesOfJourney';
import { JourneyStore } from './JourneyStore';

/** Members of a group that a journey brings, for as long as the catalog does not know it. */
export async function membersOfNewGroup(
  store: JourneyStore,
  group: string,
): Promise<string[] | undefined> {
  const journeys = await store.list();
  const journey = journeys.find(
    known =>
      answerOf(known, 'ownerTitle') &&
      fullRef(answerOf(known, 'owner'), 'Group') === group,
  );
  return journey && listOf(journey, 'ownerMembers');
}
