import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  PolicyFile,
  PolicySetManifest,
  readBrought,
} from '@internal/plugin-policies-common';
import { fullRef } from '../fullRef';

/** What one revision of a set brings to the catalog, with whole entity references. */
export interface BroughtEntities {
  /** The owner of the set, brought or not. */
  owner: string;
  domain?: { ref: string; title: string; description?: string };
  group?: { ref: string; title: string; members: string[] };
}

/** What the files of a set bring; undefined where that is nothing, or cannot be read. */
export function broughtEntitiesOf(
  { spec }: PolicySetManifest,
  files: PolicyFile[],
): BroughtEntities | undefined {
  const { brought } = readBrought(files);
  if (!brought) {
    return undefined;
  }
  const owner = fullRef(spec.owner, 'Group');
  return {
    owner,
    ...(brought.domain && {
      domain: { ref: fullRef(spec.domain, 'Domain'), ...brought.domain },
    }),
    ...(brought.owner && { group: { ref: owner, ...brought.owner } }),
  };
}

/** Prefix of the location of entities that sets bring. */
const LOCATION = 'policies:';

/** Whether an entity of the catalog comes from a policy set. */
export function isBrought(entity: Entity): boolean {
  return Boolean(
    entity.metadata.annotations?.[
      'backstage.io/managed-by-origin-location'
    ]?.startsWith(LOCATION),
  );
}

/** Entities of the catalog, by their references. A group has the people listed, no parent and no children. */
export function toEntities(
  set: string,
  { owner, domain, group }: BroughtEntities,
): Map<string, Entity> {
  const annotations = {
    'backstage.io/managed-by-location': `${LOCATION}${set}`,
    'backstage.io/managed-by-origin-location': `${LOCATION}${set}`,
  };
  const entities: Entity[] = [];
  if (domain) {
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Domain',
      metadata: {
        ...placeOf(domain.ref),
        title: domain.title,
        ...(domain.description && { description: domain.description }),
        annotations,
      },
      spec: { owner },
    });
  }
  if (group) {
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Group',
      metadata: { ...placeOf(group.ref), title: group.title, annotations },
      spec: {
        type: 'team',
        profile: { displayName: group.title },
        children: [],
        members: group.members,
      },
    });
  }
  return new Map(entities.map(entity => [stringifyEntityRef(entity), entity]));
}

function placeOf(ref: string): { namespace: string; name: string } {
  const { namespace, name } = parseEntityRef(ref);
  return { namespace, name };
}
