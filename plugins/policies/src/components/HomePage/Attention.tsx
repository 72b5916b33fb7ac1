import CheckIcon from '@mui/icons-material/CheckCircleOutline';
import ErrorIcon from '@mui/icons-material/ErrorOutline';
import {
  EngineStatus,
  Overview,
  PolicySetSummary,
  RegistryError,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { EngineAlert } from '../EngineAlert';
import { Section } from '../Section';
import { SetTable } from '../SetTable';
import { toneColour } from '../ToneChip';

/** What is broken: engines, sets with errors or failed cases, and what could not be registered at all. */
export function Attention(props: {
  sets: PolicySetSummary[];
  registryErrors: RegistryError[];
  /** Undefined while they are not known. */
  engines?: EngineStatus[];
  /** Given until the portal has read its sources after a start. */
  reading?: Overview['reading'];
}) {
  const { sets, registryErrors, reading } = props;
  const engines = (props.engines ?? []).filter(
    ({ state }) => state === 'down' || state === 'degraded',
  );
  if (!sets.length && !registryErrors.length && !engines.length) {
    return reading ? (
      <Typography variant="body2" role="status">
        The portal has just started and is reading its sources.
        {reading.checking.length > 0 &&
          ` Being checked: ${reading.checking.join(', ')}.`}
      </Typography>
    ) : (
      <Stack direction="row" spacing={1} alignItems="center">
        <CheckIcon
          fontSize="small"
          aria-hidden
          sx={theme => ({ color: toneColour(theme, 'good') })}
        />
        <Typography variant="body2">
          Nothing needs attention: every set compiles, every case passes
          {props.engines && ' and every engine serves'}.
        </Typography>
      </Stack>
    );
  }
  return (
    <Section
      title="Needs attention"
      hint="Sets with errors keep serving their last good revision."
    >
      {(engines.length > 0 || registryErrors.length > 0) && (
        <Stack spacing={1} sx={{ px: 2.5, pb: sets.length ? 1 : 2 }}>
          {engines.map(engine => (
            <EngineAlert key={engine.name} engine={engine} />
          ))}
          {registryErrors.map(error => (
            <Alert
              key={`${error.source} ${error.message}`}
              severity="error"
              icon={<ErrorIcon fontSize="inherit" />}
              sx={{ overflowWrap: 'anywhere' }}
            >
              <AlertTitle>{error.message}</AlertTitle>
              {error.help && <div>{error.help}</div>}
              <code>{error.source}</code>
            </Alert>
          ))}
        </Stack>
      )}
      {sets.length > 0 && (
        <SetTable
          plain
          sets={sets}
          hide={['engine', 'policies']}
          prefix="sets."
        />
      )}
    </Section>
  );
}
