/** API group and version of the kinds `PolicySet` and `Policy`. */
export const POLICIES_API_VERSION = 'policies.internal/v1alpha1';

/**
 * Annotation of a `Component`: the policy sets it asks for decisions, comma separated.
 * `withdrawals` names a whole set, `kyc.identity-level` one policy of a set.
 */
export const ANNOTATION_CONSUMES = 'policies.internal/consumes';

/** Annotation of derived entities: the policy set they come from. */
export const ANNOTATION_POLICY_SET = 'policies.internal/policy-set';
/** On entities of sets and policies: reference of the domain of their set. */
export const ANNOTATION_POLICY_DOMAIN = 'policies.internal/policy-domain';

/** From a consumer (`Component`) to a `PolicySet` or `Policy`. */
export const RELATION_CONSUMES_POLICY = 'consumesPolicy';
/** From a `PolicySet` or `Policy` to its consumer. */
export const RELATION_POLICY_CONSUMED_BY = 'policyConsumedBy';

/**
 * Topic of the event that the policies backend publishes when sets were added, changed or removed.
 * Its payload is a {@link SetsEvent}.
 */
export const EVENT_TOPIC_SETS = 'policies.sets';

/** Payload of {@link EVENT_TOPIC_SETS}. */
export interface SetsEvent {
  /** Names of the sets that were added, changed or removed. */
  sets: string[];
}

/**
 * Topic of the event that the catalog's module publishes when it processed entities of the company that
 * are other than before. The catalog's API may return them some seconds later. Its payload is an
 * {@link EntitiesEvent}.
 */
export const EVENT_TOPIC_ENTITIES = 'policies.entities';

/** Payload of {@link EVENT_TOPIC_ENTITIES}. */
export interface EntitiesEvent {
  /** By entity reference, with the hash of what counts of each: `hashEntity` of `policies-node`. */
  entities: Array<{ entityRef: string; hash: string }>;
}

/** Entity name of a policy: `<set>.<policy>`. */
export function policyEntityName(set: string, policy: string): string {
  return `${set}.${policy}`;
}

/**
 * Reads the value of {@link ANNOTATION_CONSUMES}.
 *
 * @param annotation - for example `withdrawals, kyc.identity-level`
 * @returns one item per name, in order, without repeats
 */
export function parseConsumes(
  annotation: string | undefined,
): Array<{ set: string; policy?: string }> {
  const names = new Set(
    (annotation ?? '')
      .split(',')
      .map(name => name.trim())
      .filter(Boolean),
  );
  return [...names].map(name => {
    const dot = name.indexOf('.');
    return dot < 0
      ? { set: name }
      : { set: name.slice(0, dot), policy: name.slice(dot + 1) };
  });
}
