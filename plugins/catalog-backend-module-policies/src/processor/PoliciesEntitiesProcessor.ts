import { ENTITY_STATUS_CATALOG_PROCESSING_TYPE } from '@backstage/catalog-client';
import {
  CompoundEntityRef,
  Entity,
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_HAS_PART,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  RELATION_PART_OF,
} from '@backstage/catalog-model';
import { AlphaEntity } from '@backstage/catalog-model/alpha';
import { InputError, serializeError } from '@backstage/errors';
import { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  CatalogProcessor,
  CatalogProcessorEmit,
  processingResult,
} from '@backstage/plugin-catalog-node';
import {
  ANNOTATION_CONSUMES,
  isPolicyEntity,
  isPolicySetEntity,
  RELATION_CONSUMES_POLICY,
  RELATION_POLICY_CONSUMED_BY,
} from '@internal/plugin-policies-common';
import {
  checkSpec,
  policySetSpecSchema,
  policySpecSchema,
} from './entitySchemas';
import { readConsumed } from './readConsumed';

/**
 * Validates the kinds `PolicySet` and `Policy` and relates them to their owner, to what they are part
 * of, and to the components that consume them.
 */
export class PoliciesEntitiesProcessor implements CatalogProcessor {
  /** {@inheritDoc @backstage/plugin-catalog-node#CatalogProcessor.getProcessorName} */
  getProcessorName(): string {
    return 'PoliciesEntitiesProcessor';
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#CatalogProcessor.validateEntityKind} */
  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (isPolicySetEntity(entity)) {
      checkSpec(entity, policySetSpecSchema);
      return true;
    }
    if (isPolicyEntity(entity)) {
      checkSpec(entity, policySpecSchema);
      return true;
    }
    return false;
  }

  /** {@inheritDoc @backstage/plugin-catalog-node#CatalogProcessor.postProcessEntity} */
  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    const self = getCompoundEntityRef(entity);
    const relate = (
      target: CompoundEntityRef,
      outgoing: string,
      incoming: string,
    ) => {
      emit(processingResult.relation({ source: self, type: outgoing, target }));
      emit(
        processingResult.relation({
          source: target,
          type: incoming,
          target: self,
        }),
      );
    };
    const parse = (ref: string, defaultKind: string) =>
      parseEntityRef(ref, { defaultKind, defaultNamespace: self.namespace });

    if (isPolicySetEntity(entity)) {
      const { owner, domain } = entity.spec;
      relate(parse(owner, 'Group'), RELATION_OWNED_BY, RELATION_OWNER_OF);
      relate(parse(domain, 'Domain'), RELATION_PART_OF, RELATION_HAS_PART);
    } else if (isPolicyEntity(entity)) {
      const { owner, policySet } = entity.spec;
      relate(parse(owner, 'Group'), RELATION_OWNED_BY, RELATION_OWNER_OF);
      relate(
        parse(policySet, 'PolicySet'),
        RELATION_PART_OF,
        RELATION_HAS_PART,
      );
    } else if (entity.kind === 'Component') {
      const { targets, malformed } = readConsumed(
        entity.metadata.annotations?.[ANNOTATION_CONSUMES] ?? '',
      );
      for (const target of targets) {
        relate(target, RELATION_CONSUMES_POLICY, RELATION_POLICY_CONSUMED_BY);
      }
      if (malformed.length) {
        return withError(entity, malformed);
      }
    }
    return entity;
  }
}

/**
 * The catalog drops everything an entity emits together with an error, and a new entity altogether: a
 * slip in this annotation would hide the whole component. The error goes to its status instead, which
 * the entity page shows in the same place.
 */
function withError(entity: Entity, malformed: string[]): Entity {
  const names = malformed.map(name => `'${name}'`).join(', ');
  const error = new InputError(
    `The annotation '${ANNOTATION_CONSUMES}' names ${names}, which is no policy set or policy; write names as 'set' or 'set.policy', separated by commas`,
  );
  const { status } = entity as AlphaEntity;
  const result: AlphaEntity = {
    ...entity,
    status: {
      ...status,
      items: [
        ...(status?.items ?? []),
        {
          type: ENTITY_STATUS_CATALOG_PROCESSING_TYPE,
          level: 'error',
          message: `${error.name}: ${error.message}`,
          error: serializeError(error),
        },
      ],
    },
  };
  return result;
}
