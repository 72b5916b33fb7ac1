import DownIcon from '@mui/icons-material/ErrorOutline';
import UpIcon from '@mui/icons-material/CheckCircleOutline';
import { EngineStatus } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { useEngines } from '../../hooks/useEngines';
import { paths } from '../../routes';
import { Column, DataTable } from '../DataTable';
import { PortalPage } from '../PortalPage';
import { ErrorMessage, StateMessage } from '../StateMessage';
import { ToneChip } from '../ToneChip';

const columns: Column<EngineStatus>[] = [
  {
    id: 'name',
    title: 'Engine',
    sortBy: engine => engine.name,
    render: engine => (
      <>
        <Typography variant="body2" fontWeight={500}>
          {engine.name}
        </Typography>
        {engine.message && (
          <Typography variant="body2" color="text.secondary">
            {engine.message}
          </Typography>
        )}
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    sortBy: engine => engine.state,
    render: engine =>
      engine.state === 'up' ? (
        <ToneChip tone="good" label="Up" icon={<UpIcon />} />
      ) : (
        <ToneChip tone="bad" label="Down" icon={<DownIcon />} />
      ),
  },
  {
    id: 'driver',
    title: 'Driver',
    sortBy: engine => engine.driver,
    render: engine => [engine.driver, engine.version].filter(Boolean).join(' '),
  },
  {
    id: 'capabilities',
    title: 'Can also',
    render: engine => engine.capabilities.join(', ') || '–',
  },
  {
    id: 'sets',
    title: 'Policy sets',
    align: 'right',
    sortBy: engine => engine.sets,
    render: engine => (
      <Link
        component={RouterLink}
        to={paths.policies('sets', { engine: engine.name })}
      >
        {engine.sets.toLocaleString('en')}
      </Link>
    ),
  },
];

/** The configured engines and how they do. */
export function EnginesPage() {
  const { value = [], loading, error, retry } = useEngines();
  return (
    <PortalPage
      title="Policy engines"
      description="The policy decision points that answer requests, and the sets each of them serves."
    >
      {error ? (
        <ErrorMessage error={error} what="the engines" onRetry={retry} />
      ) : (
        <DataTable
          label="Engines"
          columns={columns}
          rows={value}
          rowKey={engine => engine.name}
          loading={loading}
          empty={
            <StateMessage kind="empty" title="No engine is configured">
              Configure one under policies.engines in app-config.yaml.
            </StateMessage>
          }
        />
      )}
    </PortalPage>
  );
}
