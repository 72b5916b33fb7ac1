import { RootConfigService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { fullRef } from '@internal/plugin-policies-node';

/** A group that is asked about a regulation. */
export interface WatchingGroup {
  /** Name of a regulation, which covers its parts, or the beginning of names followed by `*`. */
  regulation: string;
  /** Entity reference. */
  group: string;
}

/** How far proofs go, and what follows from them, from `policies.proof`. */
export interface ProofOptions {
  /** That the proof of a change may take in all. */
  seconds: number;
  /** Most that are tried where nothing can be proven. */
  requests: number;
  /** Who has to approve what is not proven to open nothing. */
  approvals: WatchingGroup[];
  /** Who watches over a regulation: whoever takes away an invariant that serves it asks them. */
  watching: WatchingGroup[];
}

/** @throws InputError that names the setting and what it may be */
export function readProofOptions(config: RootConfigService): ProofOptions {
  return {
    seconds: readCount(config, 'policies.proof.seconds', 120),
    requests: readCount(config, 'policies.proof.requests', 4_000),
    approvals: readGroups(config, 'policies.proof.approvals'),
    watching: readGroups(config, 'policies.changes.approvals.regulations'),
  };
}

function readCount(
  config: RootConfigService,
  path: string,
  byDefault: number,
): number {
  const value = config.getOptionalNumber(path) ?? byDefault;
  if (!Number.isInteger(value) || value < 1) {
    throw new InputError(
      `'${path}' is ${value}; use a whole number of 1 or more`,
    );
  }
  return value;
}

function readGroups(config: RootConfigService, path: string): WatchingGroup[] {
  return (config.getOptionalConfigArray(path) ?? []).map(rule => ({
    regulation: rule.getString('regulation'),
    group: fullRef(rule.getString('group'), 'Group'),
  }));
}
