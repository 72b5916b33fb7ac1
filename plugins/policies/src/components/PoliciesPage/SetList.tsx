import { useMemo } from 'react';
import { useQueryState } from '../../hooks/useQueryState';
import { useSets } from '../../hooks/useSets';
import { Facet, FilterBar } from '../FilterBar';
import { OnboardButton } from '../OnboardButton';
import { SetTable } from '../SetTable';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { facetOf } from './facets';
import { filterSets } from './filterRows';

const HEALTH: Facet = {
  key: 'health',
  label: 'Health',
  options: [
    { value: 'healthy', label: 'Healthy' },
    { value: 'failing', label: 'Cases fail' },
    { value: 'broken', label: 'Broken' },
  ],
};

/** All policy sets, with filters. */
export function SetList() {
  const { items, total, loading, error, retry } = useSets();
  const query = useQueryState();
  const shown = useMemo(() => filterSets(items, query[0]), [items, query]);
  const facets = useMemo(
    () => [
      facetOf(
        'domain',
        'Domain',
        items.map(set => set.domain),
      ),
      facetOf(
        'owner',
        'Owner',
        items.map(set => set.owner),
      ),
      facetOf(
        'engine',
        'Engine',
        items.map(set => set.engine),
      ),
      HEALTH,
    ],
    [items],
  );
  if (error) {
    return (
      <ErrorMessage error={error} what="the policy sets" onRetry={retry} />
    );
  }
  return (
    <>
      <FilterBar
        facets={facets}
        query={query}
        shown={shown.length}
        total={total ?? 0}
        noun="policy sets"
        loading={loading}
      />
      <SetTable
        sets={shown}
        loading={loading}
        empty={
          total ? (
            <StateMessage kind="empty" title="No policy set matches">
              Clear the filters, or look for a part of the name.
            </StateMessage>
          ) : (
            <StateMessage
              kind="empty"
              title="No policy sets yet"
              action={<OnboardButton />}
            >
              A policy set is a folder with a policy-set.yaml that the portal
              reads from the sources in its configuration.
            </StateMessage>
          )
        }
      />
    </>
  );
}
