import FaultyIcon from '@mui/icons-material/WarningAmber';
import MissingIcon from '@mui/icons-material/Remove';
import ReadyIcon from '@mui/icons-material/Check';
import { AnalyzerStatus } from '@internal/plugin-policies-common';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { ReactElement } from 'react';
import { LongText } from '../LongText';
import { asSentence } from '../Proof';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  AnalyzerStatus['state'],
  { tone: Tone; label: string; icon: ReactElement; means: string }
> = {
  ready: {
    tone: 'good',
    label: 'Ready',
    icon: <ReadyIcon />,
    means: 'Changes and invariants are proven for all requests.',
  },
  missing: {
    tone: 'neutral',
    label: 'Missing',
    icon: <MissingIcon />,
    means: 'Changes and invariants are tried on generated requests instead.',
  },
  faulty: {
    tone: 'warning',
    label: 'Faulty',
    icon: <FaultyIcon />,
    means: 'Changes and invariants are tried on generated requests instead.',
  },
};

/** What decides about all requests at once: from which programs, or what to do to have it. */
export function AnalyzerField(props: { analyzer: AnalyzerStatus }) {
  const { state, versions, message } = props.analyzer;
  const { means, ...look } = LOOKS[state];
  return (
    <Stack spacing={0.5} alignItems="flex-start">
      <ToneChip {...look} />
      {versions && (
        <span>
          {versions.analyzer} with {versions.solver}
        </span>
      )}
      <Typography variant="body2" color="text.secondary">
        {means}
      </Typography>
      {state !== 'ready' && message && (
        <Typography variant="body2">
          <LongText text={asSentence(message)} />
        </Typography>
      )}
    </Stack>
  );
}
