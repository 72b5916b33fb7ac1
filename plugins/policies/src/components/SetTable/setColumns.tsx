import { PolicySetSummary } from '@internal/plugin-policies-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Column } from '../DataTable';
import { EngineLabel } from '../EngineLabel';
import { HealthChip } from '../HealthChip';

/** Worst first when sorted downwards. */
function trouble(set: PolicySetSummary): number {
  return set.health === 'broken'
    ? 1_000_000 + set.errorCount
    : set.cases.failed;
}

/** Columns of a table of policy sets. */
export const setColumns: Column<PolicySetSummary>[] = [
  {
    id: 'title',
    title: 'Policy set',
    breakAnywhere: true,
    sortBy: set => set.title,
    render: set => (
      <>
        <Link component={RouterLink} to={paths.set(set.name)} fontWeight={500}>
          {set.title}
        </Link>
        <Typography variant="body2" color="text.secondary" fontSize="0.75rem">
          decides {set.resourceTypes.join(', ')}
        </Typography>
      </>
    ),
  },
  {
    id: 'health',
    title: 'Health',
    width: 136,
    sortBy: trouble,
    render: set => (
      <HealthChip
        health={set.health}
        errorCount={set.errorCount}
        cases={set.cases}
      />
    ),
  },
  {
    id: 'domain',
    title: 'Domain',
    sortBy: set => set.domain,
    render: set => (
      <EntityRefLink entityRef={set.domain} defaultKind="domain" hideIcon />
    ),
  },
  {
    id: 'owner',
    title: 'Owner',
    sortBy: set => set.owner,
    render: set => (
      <EntityRefLink entityRef={set.owner} defaultKind="group" hideIcon />
    ),
  },
  {
    id: 'engine',
    title: 'Engine',
    wideOnly: true,
    sortBy: set => set.engine,
    // Most engines bear the name of their driver.
    render: set => <EngineLabel driver={set.engine}>{set.engine}</EngineLabel>,
  },
  {
    id: 'policies',
    title: 'Policies',
    align: 'right',
    sortBy: set => set.policyCount,
    render: set => set.policyCount.toLocaleString('en'),
  },
  {
    id: 'cases',
    title: 'Cases passed',
    align: 'right',
    sortBy: set => set.cases.total,
    render: set =>
      set.cases.total
        ? `${set.cases.passed.toLocaleString(
            'en',
          )} of ${set.cases.total.toLocaleString('en')}`
        : '–',
  },
];
