import { EngineDrift, EngineStatus } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Button from '@mui/material/Button';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';

function titleOf(
  { name, state, drift }: EngineStatus,
  ofSet: EngineDrift | undefined,
): string {
  if (state === 'down') {
    return `Engine '${name}' is down: its sets answer with an error`;
  }
  if (ofSet) {
    return `Engine '${name}' does not hold the active revision`;
  }
  return drift.length
    ? `Engine '${name}' does not hold the active revision of ${drift
        .map(({ set }) => `'${set}'`)
        .slice(0, 3)
        .join(', ')}${drift.length > 3 ? ` and ${drift.length - 3} more` : ''}`
    : `Engine '${name}' answers, but not always`;
}

/** Says what is wrong with an engine, and leads to where it is fixed. */
export function EngineAlert(props: {
  engine: EngineStatus;
  /** Of the one set that is looked at. */
  drift?: EngineDrift;
}) {
  const { engine, drift } = props;
  return (
    <Alert
      severity={engine.state === 'down' ? 'error' : 'warning'}
      sx={{ overflowWrap: 'anywhere' }}
      action={
        <Button
          color="inherit"
          size="small"
          component={RouterLink}
          to={paths.engines(engine.name)}
          sx={{ textTransform: 'none', whiteSpace: 'nowrap' }}
        >
          See engine
        </Button>
      }
    >
      <AlertTitle>{titleOf(engine, drift)}</AlertTitle>
      {drift?.message ?? engine.message}
    </Alert>
  );
}
