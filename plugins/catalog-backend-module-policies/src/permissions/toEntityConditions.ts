import { InputError } from '@backstage/errors';
import { catalogConditions } from '@backstage/plugin-catalog-backend/alpha';
import {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  ANNOTATION_POLICY_DOMAIN,
  ANNOTATION_POLICY_SET,
} from '@internal/plugin-policies-common';
import {
  isSetNamed,
  isSetOfDomain,
  isSetOwner,
  mapCriteria,
  toDomainRefs,
} from '@internal/plugin-policies-node';

type EntityCondition = PermissionCondition<'catalog-entity'>;

const { hasAnnotation, isEntityKind, isEntityOwner } = catalogConditions;

/** Where entities say what a rule asks for; owners are relations, which every entity has. */
const ANNOTATION_OF: Record<string, string | undefined> = {
  [isSetNamed.name]: ANNOTATION_POLICY_SET,
  [isSetOfDomain.name]: ANNOTATION_POLICY_DOMAIN,
};

/**
 * Says of the entities `PolicySet` and `Policy` what conditions say of policy sets, for the permission
 * `catalog.entity.read`: so the catalog shows the sets that the portal shows. Other entities are not touched.
 *
 * @param conditions - as in a decision about `policies.set.read`, with the rules that come with the portal
 * @throws InputError for a rule that is not one of them
 */
export function toEntityConditions(
  conditions: PermissionCriteria<PermissionCondition<'policy-set'>>,
): PermissionCriteria<EntityCondition> {
  const told = new Set<string>();
  const met = mapCriteria(conditions, condition => {
    const annotation = ANNOTATION_OF[condition.rule];
    if (annotation) {
      told.add(annotation);
    }
    return toEntityCondition(condition);
  });
  // What an entity does not say, as one of a version before, would meet a condition that is negated.
  const says = [...told].map(annotation => hasAnnotation({ annotation }));
  return {
    anyOf: [
      { not: isEntityKind({ kinds: ['PolicySet', 'Policy'] }) },
      { allOf: [met, ...says] },
    ],
  };
}

function toEntityCondition({
  rule,
  params,
}: PermissionCondition<'policy-set'>): PermissionCriteria<EntityCondition> {
  const values = (key: string) => (params?.[key] ?? []) as string[];
  switch (rule) {
    case isSetOwner.name:
      return isEntityOwner({ claims: values('claims') });
    case isSetNamed.name:
      return hasOneOf(ANNOTATION_POLICY_SET, values('names'));
    case isSetOfDomain.name:
      return hasOneOf(
        ANNOTATION_POLICY_DOMAIN,
        toDomainRefs(values('domains')),
      );
    default:
      throw new InputError(
        `rule '${rule}' says nothing of entities; write the condition of the catalog by hand`,
      );
  }
}

function hasOneOf(
  annotation: string,
  values: string[],
): PermissionCriteria<EntityCondition> {
  const [first, ...rest] = values.map(value =>
    hasAnnotation({ annotation, value }),
  );
  return first ? { anyOf: [first, ...rest] } : isEntityKind({ kinds: [] });
}
