import CancelledIcon from '@mui/icons-material/RemoveCircleOutline';
import ErrorIcon from '@mui/icons-material/WarningAmber';
import FailedIcon from '@mui/icons-material/Close';
import PassedIcon from '@mui/icons-material/Check';
import QueuedIcon from '@mui/icons-material/HourglassEmpty';
import RunningIcon from '@mui/icons-material/Autorenew';
import SkippedIcon from '@mui/icons-material/Remove';
import {
  ChangeCheck,
  ChangeDetail,
  CheckFinding,
  findingOf,
  ImpactReport,
} from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactElement } from 'react';
import { ChangeStateOfPage } from '../../hooks/useChange';
import { LongText, shortenText } from '../LongText';
import { Section } from '../Section';
import { VisibleText } from '../VisibleText';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  CheckFinding,
  { tone: Tone; label: string; icon: ReactElement }
> = {
  queued: { tone: 'neutral', label: 'Queued', icon: <QueuedIcon /> },
  running: { tone: 'info', label: 'Running', icon: <RunningIcon /> },
  passed: { tone: 'good', label: 'Passed', icon: <PassedIcon /> },
  warnings: { tone: 'warning', label: 'Warnings', icon: <ErrorIcon /> },
  flips: { tone: 'warning', label: 'Changes decisions', icon: <ErrorIcon /> },
  'no-flips': { tone: 'good', label: 'No change', icon: <PassedIcon /> },
  'partly-compared': {
    tone: 'warning',
    label: 'Partly compared',
    icon: <ErrorIcon />,
  },
  failed: { tone: 'bad', label: 'Failed', icon: <FailedIcon /> },
  skipped: { tone: 'neutral', label: 'Skipped', icon: <SkippedIcon /> },
  cancelled: { tone: 'warning', label: 'Cancelled', icon: <CancelledIcon /> },
  error: { tone: 'warning', label: 'No answer', icon: <ErrorIcon /> },
};

/** The checks of the proposed revision, with what they found. */
export function ChangeChecks(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
}) {
  const { change, state } = props;
  const { act, busy } = state;
  const pending = change.checks.pending > 0;
  return (
    <Section
      title="Checks"
      padded
      action={
        change.may.edit && (
          <Button
            size="small"
            disabled={busy !== undefined}
            onClick={() =>
              act('checks', api =>
                pending
                  ? api.cancelChangeChecks(change.id)
                  : api.runChangeChecks(change.id),
              )
            }
            sx={{ textTransform: 'none' }}
          >
            {pending ? 'Cancel' : 'Run again'}
          </Button>
        )
      }
    >
      <Stack spacing={2} role="status" aria-live="polite">
        {change.checkResults.map(check => (
          <Check key={check.name} check={check} impact={change.impact} />
        ))}
      </Stack>
    </Section>
  );
}

function Check(props: { check: ChangeCheck; impact?: ImpactReport }) {
  const { title, state, summary, log, durationMs } = props.check;
  return (
    <Box>
      <Stack direction="row" alignItems="center" spacing={1}>
        <Typography variant="body2" fontWeight={600} sx={{ flex: 1 }}>
          {title}
        </Typography>
        {durationMs !== undefined && (
          <Typography variant="body2" color="text.secondary">
            {durationMs < 1_000
              ? `${durationMs} ms`
              : `${(durationMs / 1_000).toFixed(1)} s`}
          </Typography>
        )}
        <ToneChip {...LOOKS[findingOf(props.check, props.impact)]} />
      </Stack>
      {summary && (
        <Typography
          variant="body2"
          color="text.secondary"
          sx={{ overflowWrap: 'anywhere' }}
        >
          <LongText text={summary} />
        </Typography>
      )}
      {state === 'running' && (
        <LinearProgress
          aria-label={`${title} runs`}
          sx={{ mt: 1, borderRadius: 1 }}
        />
      )}
      {log.length > 0 && (
        <Box component="details" sx={{ mt: 0.5 }} open={state === 'failed'}>
          <Typography component="summary" variant="body2">
            {log.length === 1 ? '1 line' : `${log.length} lines`}
          </Typography>
          <Box
            component="ul"
            sx={{
              m: 0,
              mt: 0.5,
              pl: 2.5,
              maxHeight: 240,
              overflowY: 'auto',
              fontSize: '0.8125rem',
            }}
          >
            {log.map((line, index) => (
              <Box component="li" key={index} sx={{ overflowWrap: 'anywhere' }}>
                <VisibleText text={shortenText(line)} invisibleOnly />
              </Box>
            ))}
          </Box>
        </Box>
      )}
    </Box>
  );
}
