import {
  PolicyDifference,
  PolicyFile,
  PolicyManifest,
  PolicySetManifest,
} from '@internal/plugin-policies-common';
import { PolicyEngine, filesOf } from '@internal/plugin-policies-node';

/** The files of a revision with what they say. */
export interface Side {
  manifest: PolicySetManifest;
  files: PolicyFile[];
}

/**
 * Policies that were added, removed or changed, in the order of the newer manifest. A change to a file
 * that belongs to no policy, such as a schema, entities or data, may change any: it is named apart.
 *
 * @param engineOf - the engine that a manifest names, where it is configured
 */
export function comparePolicies(
  before: Side | undefined,
  after: Side,
  engineOf: (manifest: PolicySetManifest) => PolicyEngine | undefined,
): PolicyDifference[] {
  const old = new Map(
    before?.manifest.spec.policies.map(policy => [policy.name, policy]),
  );
  const found: PolicyDifference[] = [];
  for (const policy of after.manifest.spec.policies) {
    const was = old.get(policy.name);
    old.delete(policy.name);
    if (!was || !before) {
      found.push(described(policy, 'added', []));
      continue;
    }
    const aspects = [
      ...(textOf(before, was, engineOf) === textOf(after, policy, engineOf)
        ? []
        : ['rule']),
      ...(was.title === policy.title ? [] : ['title']),
      ...(was.description === policy.description ? [] : ['description']),
      ...(was.lifecycle === policy.lifecycle
        ? []
        : [`lifecycle (${was.lifecycle} to ${policy.lifecycle})`]),
      ...(was.regulations.join() === policy.regulations.join()
        ? []
        : ['regulations']),
    ];
    if (aspects.length) {
      found.push({
        ...described(policy, 'changed', aspects),
        regulations: [...new Set([...was.regulations, ...policy.regulations])],
      });
    }
  }
  for (const gone of old.values()) {
    found.push(described(gone, 'removed', []));
  }
  return found;
}

function described(
  { name, title, regulations }: PolicyManifest,
  status: PolicyDifference['status'],
  aspects: string[],
): PolicyDifference {
  return { policy: name, title, status, aspects, regulations };
}

function textOf(
  { manifest, files }: Side,
  policy: PolicyManifest,
  engineOf: (manifest: PolicySetManifest) => PolicyEngine | undefined,
): string {
  const own = filesOf(policy, engineOf(manifest));
  return JSON.stringify(
    own.map(path => files.find(file => file.path === path)?.content),
  );
}
