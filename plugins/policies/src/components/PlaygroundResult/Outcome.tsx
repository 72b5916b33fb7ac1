import { PlaygroundDecision } from '@internal/plugin-policies-common';
import BlockIcon from '@mui/icons-material/Block';
import CheckIcon from '@mui/icons-material/Check';
import RemoveIcon from '@mui/icons-material/Remove';
import WarningIcon from '@mui/icons-material/WarningAmber';
import Box from '@mui/material/Box';
import CircularProgress from '@mui/material/CircularProgress';
import Typography from '@mui/material/Typography';
import { alpha } from '@mui/material/styles';
import { LongText } from '../LongText';
import { Tone, toneColour } from '../ToneChip';

/** How the request ended; `unknown` while it cannot be asked. */
export type OutcomeName = PlaygroundDecision['outcome'] | 'unknown';

const LOOKS: Record<
  OutcomeName,
  { tone: Tone; word: string; Icon: typeof CheckIcon }
> = {
  allowed: { tone: 'good', word: 'Allowed', Icon: CheckIcon },
  denied: { tone: 'bad', word: 'Denied', Icon: BlockIcon },
  error: { tone: 'warning', word: 'Error', Icon: WarningIcon },
  unknown: { tone: 'neutral', word: 'No decision', Icon: RemoveIcon },
};

/** One large word, and the sentence that says why. */
export function Outcome(props: {
  outcome: OutcomeName;
  reason: string;
  running: boolean;
  /** The answer is older than the text. */
  stale: boolean;
}) {
  const { outcome, reason, running, stale } = props;
  const { tone, word, Icon } = LOOKS[outcome];
  return (
    <Box
      sx={theme => ({
        px: 2,
        py: 2,
        borderLeft: `4px solid ${toneColour(theme, tone)}`,
        backgroundColor: alpha(toneColour(theme, tone), 0.08),
      })}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
        <Icon
          aria-hidden
          sx={theme => ({ fontSize: 36, color: toneColour(theme, tone) })}
        />
        <Typography
          component="h2"
          sx={theme => ({
            m: 0,
            fontSize: 32,
            lineHeight: 1.2,
            fontWeight: 700,
            color: toneColour(theme, tone),
          })}
        >
          {word}
        </Typography>
        <Box sx={{ flex: 1 }} />
        {/* Always there, so that nothing jumps. */}
        <Box
          aria-hidden={!running}
          sx={{
            display: 'flex',
            alignItems: 'center',
            gap: 1,
            color: 'text.secondary',
            fontSize: 12,
            opacity: running ? 1 : 0,
            transition: running ? 'opacity 100ms 200ms' : 'none',
          }}
        >
          {stale ? 'running' : ''}
          <CircularProgress
            size={16}
            color="inherit"
            aria-label="Running"
            // An animation nobody sees still costs.
            variant={running ? 'indeterminate' : 'determinate'}
          />
        </Box>
      </Box>
      <Typography variant="body1" sx={{ mt: 1, overflowWrap: 'anywhere' }}>
        <LongText text={reason} />
      </Typography>
    </Box>
  );
}
