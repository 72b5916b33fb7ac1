import CheckIcon from '@mui/icons-material/CheckCircleOutline';
import ErrorIcon from '@mui/icons-material/ErrorOutline';
import {
  BoardRow,
  EngineStatus,
  Overview,
  RegistryError,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import AlertTitle from '@mui/material/AlertTitle';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { EngineAlert } from '../EngineAlert';
import { Section } from '../Section';
import { ErrorMessage } from '../StateMessage';
import { toneColour } from '../ToneChip';
import { AttentionTable } from './AttentionTable';

/** Something that is read on its own. */
interface Reading<T> {
  value?: T;
  error?: Error;
  retry: () => void;
}

/**
 * What needs somebody: engines, sets and journeys as the onboarding board tells them, and what could not be
 * registered at all. That nothing does is said only when all of it is known.
 */
export function Attention(props: {
  board: Reading<{ items: BoardRow[] }>;
  engines: Reading<EngineStatus[]>;
  registryErrors: RegistryError[];
  /** Names of features that could not start. */
  failedFeatures?: string[];
  /** Given until the portal has read its sources after a start. */
  reading?: Overview['reading'];
}) {
  const { board, registryErrors, failedFeatures = [], reading } = props;
  const rows = (board.value?.items ?? []).filter(
    ({ stage }) => stage === 'needs-attention',
  );
  const engines = (props.engines.value ?? []).filter(
    ({ state }) => state === 'down' || state === 'degraded',
  );
  const hasAlerts =
    engines.length + registryErrors.length + failedFeatures.length > 0;
  const unknown = [board, props.engines].find(({ value }) => !value);
  if (!rows.length && !hasAlerts && !unknown?.error) {
    return <Quiet isKnown={!unknown} reading={reading} />;
  }
  return (
    <Section
      title="Needs attention"
      hint="Sets with errors keep serving their last good revision."
    >
      {(hasAlerts || unknown?.error) && (
        <Stack spacing={1} sx={{ px: 2.5, pb: rows.length ? 1 : 2 }}>
          {unknown?.error && (
            <ErrorMessage
              error={unknown.error}
              what={
                unknown === board ? 'what the sets lack' : 'how the engines do'
              }
              onRetry={unknown.retry}
              dense
            />
          )}
          {failedFeatures.map(name => (
            <Alert
              key={name}
              severity="error"
              icon={<ErrorIcon fontSize="inherit" />}
            >
              <AlertTitle>The feature '{name}' could not start</AlertTitle>
              Its pages do not work until the backend is started without this
              error, which its log names. Decisions go on.
            </Alert>
          ))}
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
      {rows.length > 0 && <AttentionTable rows={rows} />}
    </Section>
  );
}

function Quiet(props: { isKnown: boolean; reading?: Overview['reading'] }) {
  const { isKnown, reading } = props;
  if (reading) {
    return (
      <Typography variant="body2" role="status">
        The portal has just started and is reading its sources.
        {reading.checking.length > 0 &&
          ` Being checked: ${reading.checking.join(', ')}.`}
      </Typography>
    );
  }
  return isKnown ? (
    <Stack direction="row" spacing={1} alignItems="center">
      <CheckIcon
        fontSize="small"
        aria-hidden
        sx={theme => ({ color: toneColour(theme, 'good') })}
      />
      <Typography variant="body2">
        Nothing needs attention: every set compiles, every case passes, every
        caller is declared and every engine serves.
      </Typography>
    </Stack>
  ) : (
    <Skeleton width={320} aria-label="Loading what needs attention" />
  );
}
