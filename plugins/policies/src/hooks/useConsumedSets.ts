import {
  Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import {
  ObservedConsumer,
  PolicySetDetail,
  RELATION_CONSUMES_POLICY,
} from '@internal/plugin-policies-common';
import useAsyncRetry from 'react-use/esm/useAsyncRetry';
import { isSameCaller } from '../consumers/consumers';
import { PAGE_SIZE } from './useAllPages';
import { usePoliciesApi } from './usePoliciesApi';

/** A set that a service asks, or says it asks. */
export interface ConsumedSet {
  name: string;
  declared: boolean;
  /** Policies of the set that the service names. */
  policies: string[];
  /** Absent when no such set is registered. */
  set?: PolicySetDetail;
  observed?: ObservedConsumer;
}

/** Names of declared sets, each with the policies named. */
function declaredSets(entity: Entity): Map<string, string[]> {
  const sets = new Map<string, string[]>();
  for (const { type, targetRef } of entity.relations ?? []) {
    if (type === RELATION_CONSUMES_POLICY) {
      const { kind, name } = parseEntityRef(targetRef);
      const [set, policy] = kind === 'policy' ? name.split('.') : [name];
      sets.set(set, [...(sets.get(set) ?? []), ...(policy ? [policy] : [])]);
    }
  }
  return sets;
}

/**
 * Sets a service declares, and sets it asked without declaring them, by the counts of all decisions.
 *
 * @param entity - the `Component`
 */
export function useConsumedSets(entity: Entity) {
  const api = usePoliciesApi();
  return useAsyncRetry(async (): Promise<ConsumedSet[]> => {
    const ref = stringifyEntityRef(entity);
    const declared = declaredSets(entity);
    const { items } = await api.listSets({ caller: ref, limit: PAGE_SIZE });
    const names = [
      ...new Set([...declared.keys(), ...items.map(set => set.name)]),
    ];
    return Promise.all(
      names.map(async name => {
        const set = await api.getSet(name).catch(error => {
          if (
            error?.cause?.name === 'NotFoundError' ||
            error?.name === 'NotFoundError'
          ) {
            return undefined;
          }
          throw error;
        });
        return {
          name,
          declared: declared.has(name),
          policies: declared.get(name) ?? [],
          set,
          observed: set?.observedConsumers.find(item =>
            isSameCaller(item.caller, ref),
          ),
        };
      }),
    );
  }, [api, entity]);
}
