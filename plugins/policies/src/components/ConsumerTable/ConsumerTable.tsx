import CheckIcon from '@mui/icons-material/Check';
import WaitingIcon from '@mui/icons-material/HourglassEmpty';
import PersonIcon from '@mui/icons-material/PersonOutline';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { ReactNode } from 'react';
import { CallerLabel } from '../CallerLabel';
import { Column, DataTable } from '../DataTable';
import { RelativeTime } from '../RelativeTime';
import { ToneChip } from '../ToneChip';
import { Consumer } from '../../consumers/consumers';

function Declaration(props: { consumer: Consumer }) {
  const { declared, person, intended } = props.consumer;
  if (declared) {
    return <ToneChip tone="neutral" label="Declared" icon={<CheckIcon />} />;
  }
  if (intended) {
    return (
      <ToneChip
        tone="info"
        label="Intended"
        icon={<WaitingIcon />}
        title="It was chosen when the set was onboarded; its catalog file does not say so yet."
      />
    );
  }
  return person ? (
    <ToneChip tone="neutral" label="Person" icon={<PersonIcon />} />
  ) : (
    <ToneChip
      tone="warning"
      label="Not declared"
      icon={<WarningIcon />}
      title="It asks this set, but its catalog file does not say so."
    />
  );
}

const columns: Column<Consumer>[] = [
  {
    id: 'caller',
    title: 'Consumer',
    breakAnywhere: true,
    sortBy: consumer => consumer.caller,
    render: consumer => <CallerLabel caller={consumer.caller} />,
  },
  {
    id: 'declared',
    title: 'Declaration',
    width: 144,
    sortBy: consumer => Number(consumer.declared),
    render: consumer => <Declaration consumer={consumer} />,
  },
  {
    id: 'decisions',
    title: 'Decisions',
    align: 'right',
    width: 112,
    sortBy: consumer => consumer.observed?.decisions ?? 0,
    render: consumer =>
      consumer.observed?.decisions.toLocaleString('en') ?? 'none seen',
  },
  {
    id: 'lastSeen',
    title: 'Last asked',
    width: 128,
    sortBy: consumer => consumer.observed?.lastSeen ?? '',
    render: consumer =>
      consumer.observed ? (
        <RelativeTime time={consumer.observed.lastSeen} />
      ) : (
        '–'
      ),
  },
];

/** Services and people that ask a set, declared or seen. */
export function ConsumerTable(props: {
  consumers: Consumer[];
  loading?: boolean;
  empty: ReactNode;
}) {
  const { consumers, loading, empty } = props;
  return (
    <DataTable
      plain
      label="Consumers"
      prefix="consumers."
      columns={columns}
      rows={consumers}
      rowKey={consumer => consumer.caller}
      loading={loading}
      empty={empty}
    />
  );
}
