import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { BoardRow, ChecklistItem } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Column, DataTable } from '../DataTable';

/** What hurts most stands first; what is not listed comes after. */
const SEVERITY: ChecklistItem['id'][] = [
  'validates',
  'cases',
  'stale-cases',
  'drift',
  'callers',
  'owner',
];

const gapsOf = (row: BoardRow) =>
  row.checklist.filter(({ state }) => state === 'attention');

function severityOf(row: BoardRow): number {
  const places = gapsOf(row).map(({ id }) => SEVERITY.indexOf(id));
  return Math.min(
    SEVERITY.length,
    ...places.map(place => (place < 0 ? SEVERITY.length : place)),
  );
}

const openingOf = ({ set, journey }: BoardRow) =>
  paths.onboarding({ open: set ? `set-${set}` : `journey-${journey}` });

const columns: Column<BoardRow>[] = [
  {
    id: 'title',
    title: 'Policy set',
    width: '25%',
    breakAnywhere: true,
    sortBy: row => row.title,
    render: row => (
      <Link component={RouterLink} to={openingOf(row)} fontWeight={500}>
        {row.title}
      </Link>
    ),
  },
  {
    id: 'gaps',
    title: 'What is wrong',
    render: row => {
      const gaps = gapsOf(row);
      return gaps.length ? (
        gaps.map(gap => (
          <Typography key={gap.id} variant="body2">
            {gap.title}: {gap.detail}
          </Typography>
        ))
      ) : (
        <Typography variant="body2">
          {row.change
            ? `Change #${row.change} was rejected, or its checks fail`
            : 'See the onboarding board'}
        </Typography>
      );
    },
  },
  {
    id: 'owner',
    title: 'Owner',
    width: '20%',
    wideOnly: true,
    breakAnywhere: true,
    sortBy: row => row.owner ?? '',
    render: row =>
      row.owner ? (
        <EntityRefLink entityRef={row.owner} defaultKind="group" hideIcon />
      ) : (
        '–'
      ),
  },
];

/** Sets and journeys that need attention, as the onboarding board tells it; the worst first. */
export function AttentionTable(props: { rows: BoardRow[] }) {
  const rows = [...props.rows].sort((a, b) => severityOf(a) - severityOf(b));
  return (
    <DataTable
      plain
      label="Sets that need attention"
      prefix="attention."
      columns={columns}
      rows={rows}
      rowKey={row => row.set ?? `journey-${row.journey}`}
      hrefOf={openingOf}
    />
  );
}
