import { EngineStatus } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { Column } from '../DataTable';
import { EngineLabel } from '../EngineLabel';
import { EngineStateChip } from '../EngineStateChip';
import { RelativeTime } from '../RelativeTime';
import { formatMilliseconds } from './formatMilliseconds';

/** Worst first when sorted downwards. */
const TROUBLE = { up: 0, unknown: 1, degraded: 2, down: 3 };

/** Columns of the table of engines. */
export const engineColumns: Column<EngineStatus>[] = [
  {
    id: 'name',
    title: 'Engine',
    breakAnywhere: true,
    sortBy: engine => engine.name,
    render: ({ driver, name, version }) => (
      <>
        <EngineLabel driver={driver}>
          <Link
            component={RouterLink}
            to={paths.engines(name)}
            replace
            fontWeight={500}
          >
            {name}
          </Link>
        </EngineLabel>
        <Typography
          variant="body2"
          color="text.secondary"
          fontSize="0.75rem"
          sx={{ pl: '28px' }}
        >
          {[driver, version].filter(Boolean).join(' ')}
        </Typography>
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: '34%',
    sortBy: engine => TROUBLE[engine.state],
    render: ({ state, since, message }) => (
      <>
        <EngineStateChip state={state} />
        {since && (
          <Typography
            variant="body2"
            component="span"
            color="text.secondary"
            sx={{ ml: 1 }}
          >
            since <RelativeTime time={since} />
          </Typography>
        )}
        {state !== 'up' && message && (
          <Typography
            variant="body2"
            color="text.secondary"
            sx={{
              mt: 0.5,
              display: '-webkit-box',
              WebkitLineClamp: 2,
              WebkitBoxOrient: 'vertical',
              overflow: 'hidden',
              overflowWrap: 'anywhere',
            }}
          >
            {message}
          </Typography>
        )}
      </>
    ),
  },
  {
    id: 'latency',
    title: 'Latency',
    align: 'right',
    sortBy: engine => engine.latencyMs ?? -1,
    render: ({ latencyMs }) =>
      latencyMs === undefined ? '–' : formatMilliseconds(latencyMs),
  },
  {
    id: 'sets',
    title: 'Policy sets',
    align: 'right',
    sortBy: engine => engine.sets,
    render: ({ name, sets }) => (
      <Link
        component={RouterLink}
        to={paths.policies('sets', { engine: name })}
        aria-label={`${sets.toLocaleString('en')} policy sets of ${name}`}
      >
        {sets.toLocaleString('en')}
      </Link>
    ),
  },
  {
    id: 'drift',
    title: 'Drift',
    align: 'right',
    sortBy: engine => engine.drift.length,
    render: ({ capabilities, drift }) =>
      capabilities.includes('publish')
        ? drift.length.toLocaleString('en')
        : '–',
  },
];
