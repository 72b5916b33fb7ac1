import { useMemo } from 'react';
import {
  Dependence,
  dependenceOn,
  useDeclaredConsumers,
} from '../../hooks/useDeclaredConsumers';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { CallerLabel } from '../CallerLabel';
import { Column, DataTable } from '../DataTable';
import { Section } from '../Section';
import { ErrorMessage, StateMessage } from '../StateMessage';

interface Row {
  ref: string;
  dependence: Dependence;
}

const WORDS: Record<Dependence, string> = {
  policy: 'this policy',
  set: 'the whole set',
};

const columns: Column<Row>[] = [
  {
    id: 'ref',
    title: 'Consumer',
    sortBy: row => row.ref,
    render: row => <CallerLabel caller={row.ref} />,
  },
  {
    id: 'direct',
    title: 'Depends on',
    sortBy: row => WORDS[row.dependence],
    render: row => WORDS[row.dependence],
  },
];

/** Who depends on a policy: services that name it, and those that name its set in full. */
export function PolicyConsumers() {
  const { set, policy } = usePolicyEntity();
  const { value, loading, error, retry } = useDeclaredConsumers();
  const rows = useMemo(
    () =>
      (value ?? []).flatMap(consumer => {
        const dependence = dependenceOn(consumer, set, policy);
        return dependence ? [{ ref: consumer.ref, dependence }] : [];
      }),
    [value, set, policy],
  );
  return (
    <Section
      title="Consumers"
      hint="Services whose catalog files name this policy, or its whole set."
    >
      {error ? (
        <ErrorMessage
          error={error}
          what="the consumers"
          onRetry={retry}
          dense
        />
      ) : (
        <DataTable
          plain
          label="Consumers"
          prefix="consumers."
          columns={columns}
          rows={rows}
          rowKey={row => row.ref}
          loading={loading}
          empty={
            <StateMessage
              kind="empty"
              title="No consumer names this policy"
              dense
            >
              No service declares that it asks for this policy or for its whole
              set.
            </StateMessage>
          }
        />
      )}
    </Section>
  );
}
