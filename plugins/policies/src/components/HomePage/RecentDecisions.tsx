import { DecisionRecord } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { CallerLabel } from '../CallerLabel';
import { Column, DataTable } from '../DataTable';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { RelativeTime } from '../RelativeTime';
import { RequestSummary } from '../RequestSummary';
import { Section } from '../Section';
import { StateMessage } from '../StateMessage';

const HINT = 'A click opens the request in the playground.';

const inPlayground = (record: DecisionRecord) =>
  paths.playground(record.set, { request: record.request });

const columns: Column<DecisionRecord>[] = [
  {
    id: 'decision',
    title: 'Decision',
    width: 112,
    render: record => <DecisionChip outcome={outcomeOf(record.decision)} />,
  },
  {
    id: 'request',
    title: 'Request',
    render: record => (
      <Link component={RouterLink} to={inPlayground(record)} color="inherit">
        <RequestSummary request={record.request} />
      </Link>
    ),
  },
  {
    id: 'set',
    title: 'Policy set',
    render: record => (
      <Link component={RouterLink} to={paths.set(record.set)}>
        {record.set}
      </Link>
    ),
  },
  {
    id: 'caller',
    title: 'Asked by',
    render: record => <CallerLabel caller={record.caller} />,
  },
  {
    id: 'time',
    title: 'When',
    width: 128,
    render: record => <RelativeTime time={record.time} />,
  },
];

/** The newest decisions; each opens as a request in the playground. */
export function RecentDecisions(props: {
  decisions?: DecisionRecord[];
  /** Of the last 24 hours. */
  leftOut?: number;
  loading: boolean;
}) {
  const { decisions = [], leftOut = 0, loading } = props;
  return (
    <Section
      title="Recent decisions"
      hint={
        leftOut
          ? `${HINT} ${leftOut.toLocaleString(
              'en',
            )} of the decisions of the last 24 hours had no room in the log: they are counted and not listed.`
          : HINT
      }
    >
      <DataTable
        plain
        label="Recent decisions"
        columns={columns}
        rows={decisions}
        rowKey={record => record.id}
        hrefOf={inPlayground}
        loading={loading}
        empty={
          <StateMessage kind="empty" title="No decisions yet" dense>
            Decisions of policy sets whose decisions you may read, such as those
            your groups own, appear here as soon as somebody asks for one.
          </StateMessage>
        }
      />
    </Section>
  );
}
