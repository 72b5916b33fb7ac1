import CheckIcon from '@mui/icons-material/Check';
import ErrorIcon from '@mui/icons-material/ErrorOutline';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { useEntity } from '@backstage/plugin-catalog-react';
import Box from '@mui/material/Box';
import Link from '@mui/material/Link';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { ConsumedSet, useConsumedSets } from '../../hooks/useConsumedSets';
import { paths } from '../../routes';
import { CodeBlock } from '../CodeBlock';
import { Column, DataTable } from '../DataTable';
import { HealthChip } from '../HealthChip';
import { shortenId } from '../Identifier';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';

const columns: Column<ConsumedSet>[] = [
  {
    id: 'set',
    title: 'Policy set',
    breakAnywhere: true,
    sortBy: row => row.set?.title ?? row.name,
    render: row => (
      <>
        {row.set ? (
          <Link
            component={RouterLink}
            to={paths.set(row.name)}
            fontWeight={500}
          >
            {row.set.title}
          </Link>
        ) : (
          <code title={row.name}>{shortenId(row.name)}</code>
        )}
        {row.policies.length > 0 && (
          <Typography variant="body2" color="text.secondary">
            {'names '}
            {row.policies.map((policy, index) => (
              <span key={policy}>
                {index > 0 && ', '}
                <Link
                  component={RouterLink}
                  to={paths.policy(row.name, policy)}
                >
                  {shortenId(policy)}
                </Link>
              </span>
            ))}
          </Typography>
        )}
      </>
    ),
  },
  {
    id: 'declared',
    title: 'Declaration',
    width: 144,
    render: row =>
      row.declared ? (
        <ToneChip tone="neutral" label="Declared" icon={<CheckIcon />} />
      ) : (
        <ToneChip tone="warning" label="Not declared" icon={<WarningIcon />} />
      ),
  },
  {
    id: 'health',
    title: 'Health',
    width: 136,
    render: row =>
      row.set ? (
        <HealthChip
          health={row.set.health}
          errorCount={row.set.errorCount}
          cases={row.set.cases}
        />
      ) : (
        <ToneChip
          tone="bad"
          label="Not registered"
          icon={<ErrorIcon />}
          title="No policy set has this name; check the annotation."
        />
      ),
  },
  {
    id: 'decisions',
    title: 'Decisions',
    align: 'right',
    width: 112,
    sortBy: row => row.observed?.decisions ?? 0,
    render: row => row.observed?.decisions.toLocaleString('en') ?? 'none seen',
  },
  {
    id: 'lastSeen',
    title: 'Last asked',
    width: 128,
    render: row =>
      row.observed ? <RelativeTime time={row.observed.lastSeen} /> : '–',
  },
];

const SNIPPET = `metadata:
  annotations:
    policies.internal/consumes: withdrawals, kyc.identity-level
`;

function HowToDeclare() {
  return (
    <Stack spacing={1}>
      <Typography variant="body2">
        Name the sets this service asks in its catalog file. A name alone means
        the whole set; with a dot it means one policy.
      </Typography>
      <CodeBlock text={SNIPPET} what="annotation" />
    </Stack>
  );
}

/** Tab of a component: the policies it depends on. */
export function ConsumedPolicies() {
  const { entity } = useEntity();
  const { value = [], loading, error, retry } = useConsumedSets(entity);
  if (error) {
    return (
      <ErrorMessage
        error={error}
        what="the consumed policies"
        onRetry={retry}
      />
    );
  }
  const complete = value.length > 0 && value.every(row => row.declared);
  return (
    <Stack spacing={3}>
      <Section
        title="Policies this service depends on"
        hint="Declared in its catalog file, or asked by it as the counts of decisions say."
      >
        <DataTable
          plain
          label="Consumed policy sets"
          columns={columns}
          rows={value}
          rowKey={row => row.name}
          loading={loading}
          empty={
            <StateMessage
              kind="empty"
              title="Nothing declared, nothing seen"
              dense
            >
              <Box>
                This service declares no policy set, and no decision that the
                portal has counted was asked by it.
              </Box>
            </StateMessage>
          }
        />
      </Section>
      {!loading && !complete && (
        <Section title="Declare what it asks" padded>
          <HowToDeclare />
        </Section>
      )}
    </Stack>
  );
}
