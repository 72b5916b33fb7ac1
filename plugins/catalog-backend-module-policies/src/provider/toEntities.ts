import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  ANNOTATION_POLICY_DOMAIN,
  ANNOTATION_POLICY_SET,
  POLICIES_API_VERSION,
  PolicyEntity,
  policyEntityName,
  PolicySetEntity,
  PolicySetSummary,
  PolicySummary,
  shortRevision,
} from '@internal/plugin-policies-common';

/** Catalog entity of a set. */
export function toPolicySetEntity(set: PolicySetSummary): PolicySetEntity {
  return {
    apiVersion: POLICIES_API_VERSION,
    kind: 'PolicySet',
    metadata: {
      namespace: DEFAULT_NAMESPACE,
      name: set.name,
      title: set.title,
      ...(set.description && { description: set.description }),
      ...(set.tags.length && { tags: set.tags }),
      annotations: annotationsOf(set.name, set.domain),
    },
    spec: {
      lifecycle: set.lifecycle,
      owner: toRef(set.owner, 'Group'),
      domain: toRef(set.domain, 'Domain'),
      engine: set.engine,
      resourceTypes: set.resourceTypes,
      ...(set.revision && { revision: shortRevision(set.revision) }),
      health: set.health,
    },
  };
}

/** Catalog entity of a policy. */
export function toPolicyEntity(policy: PolicySummary): PolicyEntity {
  return {
    apiVersion: POLICIES_API_VERSION,
    kind: 'Policy',
    metadata: {
      namespace: DEFAULT_NAMESPACE,
      name: policyEntityName(policy.set, policy.name),
      title: policy.title,
      ...(policy.description && { description: policy.description }),
      annotations: annotationsOf(policy.set, policy.domain),
    },
    spec: {
      lifecycle: policy.lifecycle,
      owner: toRef(policy.owner, 'Group'),
      policySet: toRef(policy.set, 'PolicySet'),
      regulations: policy.regulations,
    },
  };
}

function annotationsOf(set: string, domain: string): Record<string, string> {
  const location = `policies:${set}`;
  return {
    [ANNOTATION_LOCATION]: location,
    [ANNOTATION_ORIGIN_LOCATION]: location,
    [ANNOTATION_POLICY_SET]: set,
    [ANNOTATION_POLICY_DOMAIN]: toRef(domain, 'Domain'),
  };
}

/** A reference that cannot be read stays as it is: the processor then names it on the entity. */
function toRef(ref: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(ref, { defaultKind, defaultNamespace: DEFAULT_NAMESPACE }),
    );
  } catch {
    return ref;
  }
}
