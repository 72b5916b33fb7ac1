import { Journey, JourneyBranch } from '@internal/plugin-policies-common';
import useAsync from 'react-use/esm/useAsync';
import { usePoliciesApi } from './usePoliciesApi';

/**
 * What became of the branch of a journey; undefined while there is none.
 *
 * @param pushed - what was pushed on this page, which needs no asking
 */
export function useJourneyBranch(
  journey: Pick<Journey, 'id' | 'repository'> | undefined,
  pushed: JourneyBranch | undefined,
): JourneyBranch | undefined {
  const api = usePoliciesApi();
  const id = journey?.repository === undefined ? undefined : journey.id;
  const { value } = useAsync(
    async () => (id === undefined ? undefined : api.getJourneyBranch(id)),
    [api, id],
  );
  return pushed ?? value;
}
