import CloseIcon from '@mui/icons-material/Close';
import {
  ENGINE_CAPABILITIES,
  EngineStatus,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Stack from '@mui/material/Stack';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { RepairState } from '../../hooks/useRepair';
import { EngineStateChip } from '../EngineStateChip';
import { FieldList } from '../FieldList';
import { Identifier } from '../Identifier';
import { RelativeTime } from '../RelativeTime';
import { Section } from '../Section';
import { messageOf } from '../StateMessage';
import { EngineSets, RepairButton } from './EngineSets';
import { AnalyzerField } from './AnalyzerField';
import { formatMilliseconds } from './formatMilliseconds';

const CIRCUITS = {
  closed: 'closed: calls go through',
  'half-open': 'half open: one call is tried',
  open: 'open: calls are refused at once until it answers again',
};

/** One engine: where it is, how it does, what it can do and what it serves. */
export function EngineDetails(props: {
  engine: EngineStatus;
  repair: RepairState;
  onClose: () => void;
}) {
  const { engine, repair, onClose } = props;
  return (
    <Section
      title={`Engine ${engine.name}`}
      action={
        <Stack direction="row" spacing={1} alignItems="center">
          {engine.drift.length > 0 && (
            <RepairButton engine={engine.name} repair={repair} />
          )}
          <Tooltip title="Close">
            <IconButton
              size="small"
              onClick={onClose}
              aria-label={`Close engine ${engine.name}`}
            >
              <CloseIcon fontSize="small" />
            </IconButton>
          </Tooltip>
        </Stack>
      }
    >
      <Stack spacing={2} sx={{ px: 2.5, pb: 2 }}>
        <div aria-live="polite">
          <Outcome engine={engine} repair={repair} />
        </div>
        {engine.message && engine.state !== 'up' && (
          <Alert
            variant="outlined"
            severity={engine.state === 'down' ? 'error' : 'warning'}
            sx={{ overflowWrap: 'anywhere' }}
          >
            {engine.message}
          </Alert>
        )}
        {engine.drift.length > 0 && !repair.allowed && (
          <Typography variant="body2" color="text.secondary">
            Repairing takes the permission <code>{repair.permission}</code>. Ask
            the people who run this portal for it.
          </Typography>
        )}
        <Box
          sx={{
            display: 'grid',
            gap: 3,
            gridTemplateColumns: {
              xs: 'minmax(0, 1fr)',
              md: 'minmax(0, 1fr) minmax(0, 1fr)',
            },
          }}
        >
          <FieldList
            fields={[
              {
                label: 'State',
                value: (
                  <>
                    <EngineStateChip state={engine.state} />
                    {engine.since && (
                      <>
                        {' '}
                        since <RelativeTime time={engine.since} />
                      </>
                    )}
                  </>
                ),
              },
              { label: 'Driver', value: engine.driver },
              { label: 'Version', value: engine.version ?? 'not told' },
              {
                label: 'Server',
                value: engine.url ? (
                  <Identifier value={engine.url} what="address" />
                ) : (
                  'none: it runs in the portal'
                ),
              },
              {
                label: 'Latency',
                value:
                  engine.latencyMs === undefined
                    ? undefined
                    : `${formatMilliseconds(engine.latencyMs)}, median`,
              },
              {
                label: 'Circuit',
                value: engine.circuit && CIRCUITS[engine.circuit],
              },
              {
                label: 'Analyzer',
                value: engine.analyzer && (
                  <AnalyzerField analyzer={engine.analyzer} />
                ),
              },
              {
                label: 'Last check',
                value: engine.checkedAt && (
                  <RelativeTime time={engine.checkedAt} />
                ),
              },
            ]}
          />
          <Box>
            <Typography variant="body2" color="text.secondary" gutterBottom>
              Beside deciding
            </Typography>
            <Box component="ul" sx={{ m: 0, pl: 2.5 }}>
              {engine.capabilities.map(capability => (
                <Typography key={capability} component="li" variant="body2">
                  {ENGINE_CAPABILITIES[capability]}
                </Typography>
              ))}
              {engine.capabilities.length === 0 && (
                <Typography component="li" variant="body2">
                  nothing: it decides and tells no more
                </Typography>
              )}
            </Box>
          </Box>
        </Box>
      </Stack>
      <EngineSets engine={engine} repair={repair} />
    </Section>
  );
}

/** How the last repair of this engine ended. */
function Outcome(props: { engine: EngineStatus; repair: RepairState }) {
  const { engine, repair } = props;
  const { failed, done, dismiss } = repair;
  if (failed?.engine === engine.name) {
    return (
      <Alert severity="error" onClose={dismiss}>
        {failed.set ? `'${failed.set}'` : 'The sets'} could not be repaired:{' '}
        {messageOf(failed.error)}
      </Alert>
    );
  }
  if (done?.engine !== engine.name) {
    return null;
  }
  const left = done.status.drift.filter(
    ({ set }) => done.set === undefined || set === done.set,
  );
  return (
    <Alert
      severity={left.length ? 'warning' : 'success'}
      onClose={dismiss}
      sx={{ overflowWrap: 'anywhere' }}
    >
      {left.length
        ? `${left.map(({ set }) => `'${set}'`).join(', ')} still ${
            left.length === 1 ? 'differs' : 'differ'
          } after the repair; see the log of the engine's server.`
        : `Repaired: the engine holds the active revision${
            done.set === undefined ? 's' : ` of '${done.set}'`
          } again.`}
    </Alert>
  );
}
