import BlockIcon from '@mui/icons-material/Close';
import CheckIcon from '@mui/icons-material/Check';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { CaseResult } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { ReactNode, useMemo } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Column, DataTable } from '../DataTable';
import { DecisionChip, outcomeOf } from '../DecisionChip';
import { LongText } from '../LongText';
import { shortenId } from '../Identifier';
import { RequestSummary } from '../RequestSummary';
import { ToneChip } from '../ToneChip';

const STATUS = {
  passed: <ToneChip tone="good" label="Passed" icon={<CheckIcon />} />,
  failed: <ToneChip tone="bad" label="Failed" icon={<BlockIcon />} />,
  error: <ToneChip tone="warning" label="Error" icon={<WarningIcon />} />,
};
/** Failures first when sorted upwards. */
const ORDER = { error: 0, failed: 1, passed: 2 };

function Outcome(props: { decision?: boolean; policies?: string[] }) {
  const { decision, policies } = props;
  return (
    <>
      <DecisionChip outcome={outcomeOf(decision)} />
      {policies && policies.length > 0 && (
        <Box
          component="code"
          sx={{
            display: 'block',
            mt: 0.5,
            fontFamily: 'monospace',
            fontSize: '0.75rem',
          }}
        >
          {policies.map(shortenId).join(', ')}
        </Box>
      )}
    </>
  );
}

function columnsFor(set: string): Column<CaseResult>[] {
  return [
    {
      id: 'status',
      title: 'Result',
      width: 104,
      sortBy: result => ORDER[result.status],
      render: result => STATUS[result.status],
    },
    {
      id: 'name',
      title: 'Case',
      breakAnywhere: true,
      sortBy: result => result.case.name,
      render: result => (
        <>
          <Link
            component={RouterLink}
            to={paths.playground(set, { request: result.case.request })}
            fontWeight={500}
          >
            {result.case.name}
          </Link>
          <div>
            <RequestSummary request={result.case.request} />
          </div>
          {result.message && (
            <Typography variant="body2" color="text.secondary">
              <LongText text={result.message} />
            </Typography>
          )}
        </>
      ),
    },
    {
      id: 'expected',
      title: 'Expected',
      render: result => <Outcome {...result.case.expect} />,
    },
    {
      id: 'got',
      title: 'Got',
      render: result => (
        <Outcome decision={result.decision} policies={result.policies} />
      ),
    },
    {
      id: 'file',
      title: 'File',
      wideOnly: true,
      sortBy: result => result.file,
      render: result => <code>{result.file}</code>,
    },
  ];
}

/** Cases with what was expected and what the last run gave; each opens in the playground. */
export function CaseTable(props: {
  set: string;
  cases: CaseResult[];
  loading?: boolean;
  empty: ReactNode;
}) {
  const { set, cases, loading, empty } = props;
  const columns = useMemo(() => columnsFor(set), [set]);
  return (
    <DataTable
      label="Cases"
      columns={columns}
      rows={cases}
      rowKey={result => `${result.file} ${result.case.name}`}
      hrefOf={result => paths.playground(set, { request: result.case.request })}
      loading={loading}
      empty={empty}
    />
  );
}
