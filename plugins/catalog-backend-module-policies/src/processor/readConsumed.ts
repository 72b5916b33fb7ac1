import { CompoundEntityRef, DEFAULT_NAMESPACE } from '@backstage/catalog-model';
import {
  NAME_PATTERN,
  parseConsumes,
  policyEntityName,
} from '@internal/plugin-policies-common';

/** What a component consumes, as its annotation says. */
export interface Consumed {
  /** Without repeats. */
  targets: CompoundEntityRef[];
  /** Parts of the annotation that can be no name of a set or policy. */
  malformed: string[];
}

/**
 * Reads the annotation `policies.internal/consumes`. A set named in full consumes all its policies,
 * but targets only the set: a relation to each policy would multiply rows and say nothing more. A
 * policy named alone targets its set as well, so that the set knows all its consumers.
 */
export function readConsumed(annotation: string): Consumed {
  const targets = new Map<string, CompoundEntityRef>();
  const malformed = new Array<string>();
  const add = (kind: string, name: string) =>
    targets.set(`${kind}:${name}`, {
      kind,
      namespace: DEFAULT_NAMESPACE,
      name,
    });
  for (const { set, policy } of parseConsumes(annotation)) {
    if (
      !NAME_PATTERN.test(set) ||
      (policy !== undefined && !NAME_PATTERN.test(policy))
    ) {
      malformed.push(
        policy === undefined ? set : policyEntityName(set, policy),
      );
      continue;
    }
    add('PolicySet', set);
    if (policy !== undefined) {
      add('Policy', policyEntityName(set, policy));
    }
  }
  return { targets: [...targets.values()], malformed };
}
