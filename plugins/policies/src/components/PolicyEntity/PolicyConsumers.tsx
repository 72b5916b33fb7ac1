import { useMemo } from 'react';
import { usePolicyEntity } from '../../hooks/usePolicyEntity';
import { useSetEntity } from '../../hooks/useSetEntity';
import { CallerLabel } from '../CallerLabel';
import { declaredConsumers } from '../ConsumerTable';
import { Column, DataTable } from '../DataTable';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';

interface Row {
  ref: string;
  /** Names this very policy, not only the set. */
  direct: boolean;
}

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
    sortBy: row => Number(row.direct),
    render: row => (row.direct ? 'this policy' : 'the whole set'),
  },
];

/** Who depends on a policy: services that name it, and those that name its set. */
export function PolicyConsumers() {
  const { entity, set } = usePolicyEntity();
  const { value: setEntity, loading } = useSetEntity(set);
  const rows = useMemo(() => {
    const direct = declaredConsumers(entity);
    const whole = declaredConsumers(setEntity).filter(
      ref => !direct.includes(ref),
    );
    return [
      ...direct.map(ref => ({ ref, direct: true })),
      ...whole.map(ref => ({ ref, direct: false })),
    ];
  }, [entity, setEntity]);
  return (
    <Section
      title="Consumers"
      hint="Services whose catalog files say that they ask for these decisions."
    >
      <DataTable
        plain
        label="Consumers"
        prefix="consumers."
        columns={columns}
        rows={rows}
        rowKey={row => row.ref}
        loading={loading}
        empty={
          <StateMessage kind="empty" title="No declared consumer" dense>
            No service declares this policy or its set.
          </StateMessage>
        }
      />
    </Section>
  );
}
