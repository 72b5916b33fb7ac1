import { usePermission } from '@backstage/plugin-permission-react';
import {
  engineRepairPermission,
  EngineStatus,
} from '@internal/plugin-policies-common';
import { useCallback, useState } from 'react';
import { usePoliciesApi } from './usePoliciesApi';

/** A repair: of one set, or of all sets of the engine. */
export interface RepairTarget {
  engine: string;
  set?: string;
}

/** What can be repaired, is being repaired, and how the last repair ended. */
export interface RepairState {
  allowed: boolean;
  /** Name of the permission it takes. */
  permission: string;
  busy?: RepairTarget;
  /** Stays until the next repair, or until it is dismissed. */
  failed?: RepairTarget & { error: Error };
  done?: RepairTarget & { status: EngineStatus };
  repair: (target: RepairTarget) => Promise<void>;
  dismiss: () => void;
}

/**
 * Repairs engines, one call at a time.
 *
 * @param onRepaired - gets how the engine does afterwards
 */
export function useRepair(
  onRepaired: (status: EngineStatus) => void,
): RepairState {
  const api = usePoliciesApi();
  const { allowed, loading } = usePermission({
    permission: engineRepairPermission,
  });
  const [state, setState] = useState<
    Pick<RepairState, 'busy' | 'failed' | 'done'>
  >({});

  const repair = useCallback(
    async (target: RepairTarget) => {
      setState({ busy: target });
      try {
        const status = await api.repairEngine(target.engine, target.set);
        onRepaired(status);
        setState({ done: { ...target, status } });
      } catch (error) {
        setState({ failed: { ...target, error: error as Error } });
      }
    },
    [api, onRepaired],
  );

  return {
    ...state,
    // Until it is known the backend decides; a button that flickers helps nobody.
    allowed: allowed || loading,
    permission: engineRepairPermission.name,
    repair,
    dismiss: useCallback(() => setState({}), []),
  };
}
