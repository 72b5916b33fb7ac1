import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { usePolicySet } from '../../hooks/usePolicySet';
import { PolicyTable } from '../PolicyTable';
import { ErrorMessage, StateMessage } from '../StateMessage';

const SAME_IN_EACH_ROW = ['set', 'domain', 'owner'];

/** Policies of a set. */
export function SetPolicies() {
  const { set } = usePolicyEntity();
  const { value, loading, error, retry } = usePolicySet(set);
  if (error) {
    return <ErrorMessage error={error} what="the policies" onRetry={retry} />;
  }
  return (
    <PolicyTable
      policies={value?.policies ?? []}
      hide={SAME_IN_EACH_ROW}
      loading={loading}
      empty={
        <StateMessage kind="empty" title="No policies" dense>
          No revision of this set was valid yet.
        </StateMessage>
      }
    />
  );
}
