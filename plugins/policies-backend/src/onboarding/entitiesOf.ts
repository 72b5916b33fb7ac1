import {
  DEFAULT_NAMESPACE,
  Entity,
  parseEntityRef,
} from '@backstage/catalog-model';
import { Journey } from '@internal/plugin-policies-common';
import { answerOf, fullRef, listOf } from './filesOfJourney';

/** The domain and the group that a journey brings, where they are new. */
export function entitiesOf(journey: Journey): Entity[] {
  const domain = fullRef(answerOf(journey, 'domain'), 'Domain');
  const owner = fullRef(answerOf(journey, 'owner'), 'Group');
  const annotations = {
    'backstage.io/managed-by-location': `policies:journey-${journey.id}`,
    'backstage.io/managed-by-origin-location': `policies:journey-${journey.id}`,
  };
  const entities: Entity[] = [];
  if (domain && owner && answerOf(journey, 'domainTitle')) {
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Domain',
      metadata: {
        ...placeOf(domain),
        title: answerOf(journey, 'domainTitle'),
        description: answerOf(journey, 'domainDescription'),
        annotations,
      },
      spec: { owner },
    });
  }
  if (owner && answerOf(journey, 'ownerTitle')) {
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: {
        ...placeOf(owner),
        title: answerOf(journey, 'ownerTitle'),
        annotations,
      },
      spec: {
        type: 'team',
        profile: { displayName: answerOf(journey, 'ownerTitle')! },
        children: [],
        members: listOf(journey, 'ownerMembers'),
      },
    });
  }
  return entities;
}

function placeOf(ref: string) {
  const { namespace = DEFAULT_NAMESPACE, name } = parseEntityRef(ref);
  return { namespace, name };
}
