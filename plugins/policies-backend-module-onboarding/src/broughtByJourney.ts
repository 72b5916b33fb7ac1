import { Journey } from '@internal/plugin-policies-common';
import { stringify } from 'yaml';
import { BroughtEntities } from '@internal/plugin-policies-node';
import { answerOf, fullRef, listOf } from './answers';

/** The domain and the group that a journey would bring, where its answers say that they are new. */
export function broughtByJourney(
  journey: Pick<Journey, 'fields'>,
): BroughtEntities | undefined {
  const domain = fullRef(answerOf(journey, 'domain'), 'Domain');
  const owner = fullRef(answerOf(journey, 'owner'), 'Group');
  const domainTitle = answerOf(journey, 'domainTitle');
  const ownerTitle = answerOf(journey, 'ownerTitle');
  const brought: BroughtEntities = { owner: owner ?? '' };
  if (domain && domainTitle) {
    brought.domain = {
      ref: domain,
      title: domainTitle,
      description: answerOf(journey, 'domainDescription'),
    };
  }
  if (owner && ownerTitle) {
    const people = listOf(journey, 'ownerMembers');
    brought.group = {
      ref: owner,
      title: ownerTitle,
      members: [...new Set(people.map(ref => fullRef(ref, 'User') ?? ref))],
    };
  }
  return brought.domain || brought.group ? brought : undefined;
}

/** `catalog.yaml` of a set that brings this. */
export function writeBrought({ domain, group }: BroughtEntities): string {
  const text = stringify({
    ...(domain && {
      domain: { title: domain.title, description: domain.description },
    }),
    ...(group && { owner: { title: group.title, members: group.members } }),
  });
  return `# What the catalog gets once a change with this file is published; later changes of it take a change as well.\n${text}`;
}
