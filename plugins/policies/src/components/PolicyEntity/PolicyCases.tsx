import { usePolicy } from '../../hooks/usePolicy';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { CaseTable } from '../CaseTable';
import { ErrorMessage, StateMessage } from '../StateMessage';

/** Cases that exercise a policy, with their last results. */
export function PolicyCases() {
  const { set, policy } = usePolicyEntity();
  const { value, loading, error, retry } = usePolicy(set, policy);
  if (error) {
    return <ErrorMessage error={error} what="the cases" onRetry={retry} />;
  }
  return (
    <CaseTable
      set={set}
      cases={value?.cases ?? []}
      loading={loading}
      empty={
        <StateMessage kind="empty" title="No case exercises this policy">
          Name it under expect.policies of a case in tests/*.yaml, so that a
          change of its meaning shows.
        </StateMessage>
      }
    />
  );
}
