import {
  policyEntityName,
  PolicySummary,
} from '@internal/plugin-policies-common';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Column } from '../DataTable';
import { LifecycleChip } from '../LifecycleChip';
import { RegulationChips } from '../RegulationChips';

/** Columns of a table of policies. */
export const policyColumns: Column<PolicySummary>[] = [
  {
    id: 'title',
    title: 'Policy',
    breakAnywhere: true,
    width: '32%',
    sortBy: policy => policy.title,
    render: policy => (
      <>
        <Link
          component={RouterLink}
          to={paths.policy(policy.set, policy.name)}
          fontWeight={500}
        >
          {policy.title}
        </Link>
        <Typography
          variant="body2"
          color="text.secondary"
          fontFamily="monospace"
          fontSize="0.75rem"
        >
          {policyEntityName(policy.set, policy.name)}
        </Typography>
      </>
    ),
  },
  {
    id: 'set',
    title: 'Policy set',
    sortBy: policy => policy.set,
    render: policy => (
      <Link component={RouterLink} to={paths.set(policy.set)}>
        {policy.set}
      </Link>
    ),
  },
  {
    id: 'regulations',
    title: 'Regulations',
    sortBy: policy => policy.regulations.join(', '),
    render: policy => <RegulationChips regulations={policy.regulations} />,
  },
  {
    id: 'domain',
    title: 'Domain',
    wideOnly: true,
    sortBy: policy => policy.domain,
    render: policy => (
      <EntityRefLink entityRef={policy.domain} defaultKind="domain" hideIcon />
    ),
  },
  {
    id: 'owner',
    title: 'Owner',
    sortBy: policy => policy.owner,
    render: policy => (
      <EntityRefLink entityRef={policy.owner} defaultKind="group" hideIcon />
    ),
  },
  {
    id: 'lifecycle',
    title: 'Lifecycle',
    width: 136,
    sortBy: policy => policy.lifecycle,
    render: policy => <LifecycleChip lifecycle={policy.lifecycle} />,
  },
];
