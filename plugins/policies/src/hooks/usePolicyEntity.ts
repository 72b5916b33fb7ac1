import { Entity } from '@backstage/catalog-model';
import {
  ANNOTATION_POLICY_SET,
  isPolicyEntity,
} from '@internal/plugin-policies-common';
import { useEntity } from '@backstage/plugin-catalog-react';

/** Name of the set an entity of this plugin comes from. */
function setNameOf(entity: Entity): string {
  return (
    entity.metadata.annotations?.[ANNOTATION_POLICY_SET] ??
    (isPolicyEntity(entity)
      ? entity.metadata.name.split('.')[0]
      : entity.metadata.name)
  );
}

/** The entity of the page with the names the policies backend knows it by. */
export function usePolicyEntity(): {
  entity: Entity;
  set: string;
  policy: string;
} {
  const { entity } = useEntity();
  const set = setNameOf(entity);
  return { entity, set, policy: entity.metadata.name.slice(set.length + 1) };
}
