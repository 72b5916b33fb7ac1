import {
  ChangeDetail,
  InvariantProof,
  InvariantReport,
} from '@internal/plugin-policies-common';
import { useMemo } from 'react';
import { useSetProof } from './useSetProof';

/** How the invariants of a proposal differ from those of its base. */
export interface InvariantDifferences {
  /** Invariants of the base that the proposal lacks. */
  removed: InvariantProof[];
  /** Names of those that say something else, or that others keep. */
  changed: Set<string>;
  added: Set<string>;
}

/**
 * How the invariants of a proposal differ from those that the active revision keeps.
 *
 * @returns undefined where it is not known: the base is no more the active revision, or was not looked at yet
 */
export function useInvariantDifferences(
  change: ChangeDetail,
  report: InvariantReport,
): InvariantDifferences | undefined {
  const { value } = useSetProof(change.set);
  return useMemo(() => {
    if (!value || value.state !== 'done' || value.revision !== change.base) {
      return undefined;
    }
    const before = new Map(
      value.invariants.map(({ invariant }) => [invariant.name, invariant]),
    );
    const after = new Set(
      report.invariants.map(({ invariant }) => invariant.name),
    );
    const names = (wanted: (proof: InvariantProof) => boolean) =>
      new Set(
        report.invariants.filter(wanted).map(({ invariant }) => invariant.name),
      );
    return {
      removed: value.invariants.filter(
        ({ invariant }) => !after.has(invariant.name),
      ),
      added: names(({ invariant }) => !before.has(invariant.name)),
      changed: names(({ invariant }) => {
        const old = before.get(invariant.name);
        return (
          old !== undefined &&
          (old.text !== invariant.text || old.kind !== invariant.kind)
        );
      }),
    };
  }, [value, change.base, report]);
}
