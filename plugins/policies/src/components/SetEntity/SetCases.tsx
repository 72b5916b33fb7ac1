import { useCases } from '../../hooks/useCases';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { CaseTable } from '../CaseTable';
import { ErrorMessage, StateMessage } from '../StateMessage';

/** Cases of a set with their last results. */
export function SetCases() {
  const { set } = usePolicyEntity();
  const { value = [], loading, error, retry } = useCases(set);
  if (error) {
    return <ErrorMessage error={error} what="the cases" onRetry={retry} />;
  }
  return (
    <CaseTable
      set={set}
      cases={value}
      loading={loading}
      empty={
        <StateMessage kind="empty" title="No cases">
          Add requests with the decision you expect to tests/*.yaml; the portal
          runs them on each new revision.
        </StateMessage>
      }
    />
  );
}
