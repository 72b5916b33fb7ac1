import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  isError,
  PolicySetSummary,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { PolicyEngine } from '../PolicyEngine';
import { filesOf } from '../bundle/checkBundle';
import { StoredSet } from '../deployments/Deployments';
import { countCases } from '../bundle/runCases';

/** A registered set as lists show it. */
export function summarizeSet(stored: StoredSet): PolicySetSummary {
  const { metadata, spec } = stored.manifest;
  const errors = stored.diagnostics.filter(isError);
  return {
    name: stored.name,
    title: metadata.title,
    description: metadata.description,
    tags: metadata.tags,
    domain: fullRef(spec.domain, 'Domain'),
    owner: fullRef(spec.owner, 'Group'),
    lifecycle: spec.lifecycle,
    engine: spec.engine,
    resourceTypes: spec.resourceTypes,
    policyCount: spec.policies.length,
    revision: stored.activeRevision,
    activatedAt: stored.activatedAt,
    health: errors.length ? 'broken' : 'healthy',
    errorCount: errors.length,
    cases: countCases(stored.caseResults),
  };
}

/** The policies of a registered set, in the order of its manifest. */
export function summarizePolicies(
  stored: StoredSet,
  engine: PolicyEngine | undefined,
): PolicySummary[] {
  const { spec } = stored.manifest;
  return spec.policies.map(policy => ({
    set: stored.name,
    name: policy.name,
    title: policy.title,
    description: policy.description,
    lifecycle: policy.lifecycle,
    regulations: policy.regulations,
    owner: fullRef(spec.owner, 'Group'),
    domain: fullRef(spec.domain, 'Domain'),
    files: filesOf(policy, engine),
  }));
}

function fullRef(ref: string, defaultKind: string): string {
  try {
    return stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
  } catch {
    return ref;
  }
}
