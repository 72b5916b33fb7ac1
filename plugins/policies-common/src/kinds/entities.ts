import { Entity } from '@backstage/catalog-model';
import { POLICIES_API_VERSION } from '../names/constants';
import { Lifecycle } from '../manifest/types';

/**
 * Catalog entity of a policy set, derived from its `policy-set.yaml`. Its spec is small on purpose:
 * each leaf becomes a row of the catalog's search table.
 */
export interface PolicySetEntity extends Entity {
  apiVersion: typeof POLICIES_API_VERSION;
  kind: 'PolicySet';
  spec: {
    lifecycle: Lifecycle;
    owner: string;
    domain: string;
    engine: string;
    resourceTypes: string[];
    /** Short form (12 hex digits) of the active revision; absent while no revision was ever valid. */
    revision?: string;
    /** `broken` while the newest files of the source do not compile and an older revision serves. */
    health: 'healthy' | 'broken';
  };
}

/** Catalog entity of one policy of a set, named `<set>.<policy>`. */
export interface PolicyEntity extends Entity {
  apiVersion: typeof POLICIES_API_VERSION;
  kind: 'Policy';
  spec: {
    lifecycle: Lifecycle;
    owner: string;
    /** Entity reference of the set. */
    policySet: string;
    regulations: string[];
  };
}

/** True for entities of kind `PolicySet` of this API group. */
export function isPolicySetEntity(entity: Entity): entity is PolicySetEntity {
  return (
    entity.kind === 'PolicySet' && entity.apiVersion === POLICIES_API_VERSION
  );
}

/** True for entities of kind `Policy` of this API group. */
export function isPolicyEntity(entity: Entity): entity is PolicyEntity {
  return entity.kind === 'Policy' && entity.apiVersion === POLICIES_API_VERSION;
}
