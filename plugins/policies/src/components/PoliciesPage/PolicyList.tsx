import { listRegulations } from '@internal/plugin-policies-common';
import { useMemo } from 'react';
import { useDeclaredConsumers } from '../../hooks/useDeclaredConsumers';
import { usePolicies } from '../../hooks/usePolicies';
import { useQueryState } from '../../hooks/useQueryState';
import { useSets } from '../../hooks/useSets';
import { Facet, FilterBar } from '../FilterBar';
import { RegulationInvariants } from '../RegulationInvariants';
import { PolicyTable } from '../PolicyTable';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { facetOf } from './facets';
import { filterPolicies } from './filterRows';

const LIFECYCLE: Facet = {
  key: 'lifecycle',
  label: 'Lifecycle',
  options: [
    { value: 'experimental', label: 'Experimental' },
    { value: 'production', label: 'Production' },
    { value: 'deprecated', label: 'Deprecated' },
  ],
};

const CONSUMER: Facet = {
  key: 'consumer',
  label: 'Consumers',
  options: [
    { value: 'none', label: 'No consumer names it' },
    { value: 'some', label: 'Some consumer names it' },
  ],
};

/** All policies, with filters. */
export function PolicyList() {
  const { items, total, loading, error, retry } = usePolicies();
  const { items: sets } = useSets();
  const query = useQueryState();
  const consumers = useDeclaredConsumers();
  const engines = useMemo(
    () => new Map(sets.map(set => [set.name, set.engine])),
    [sets],
  );
  const shown = useMemo(
    () => filterPolicies(items, engines, consumers.value, query[0]),
    [items, engines, consumers.value, query],
  );
  const facets = useMemo(
    () => [
      facetOf(
        'domain',
        'Domain',
        items.map(policy => policy.domain),
      ),
      facetOf(
        'owner',
        'Owner',
        items.map(policy => policy.owner),
      ),
      facetOf(
        'set',
        'Policy set',
        items.map(policy => policy.set),
      ),
      facetOf('engine', 'Engine', engines.values()),
      facetOf(
        'regulation',
        'Regulation',
        listRegulations(items.flatMap(policy => policy.regulations)),
      ),
      LIFECYCLE,
      CONSUMER,
    ],
    [items, engines],
  );
  const regulation = query[0]('regulation');
  const isByConsumer = query[0]('consumer') !== undefined;
  if (isByConsumer && consumers.error) {
    return (
      <ErrorMessage
        error={consumers.error}
        what="the consumers"
        onRetry={consumers.retry}
      />
    );
  }
  if (error) {
    return <ErrorMessage error={error} what="the policies" onRetry={retry} />;
  }
  return (
    <>
      <FilterBar
        facets={facets}
        query={query}
        shown={shown.length}
        total={total ?? 0}
        noun="policies"
        loading={loading}
      />
      <PolicyTable
        policies={shown}
        loading={loading || (isByConsumer && consumers.loading)}
        empty={
          <StateMessage
            kind="empty"
            title={total ? 'No policy matches' : 'No policies yet'}
          >
            {total
              ? 'Clear the filters, or look for a part of the title.'
              : 'Policies appear here with the first registered policy set.'}
          </StateMessage>
        }
      />
      {regulation && <RegulationInvariants regulation={regulation} />}
    </>
  );
}
