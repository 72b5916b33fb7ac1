import EqualIcon from '@mui/icons-material/DragHandle';
import TighterIcon from '@mui/icons-material/CloseFullscreen';
import UndecidedIcon from '@mui/icons-material/Remove';
import WiderIcon from '@mui/icons-material/OpenInFull';
import {
  ProofReport,
  ProofVerdict as Verdict,
} from '@internal/plugin-policies-common';
import Alert, { AlertColor } from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { ReactElement } from 'react';
import { LongText } from '../LongText';

const LOOKS: Record<Verdict, { severity: AlertColor; icon: ReactElement }> = {
  equal: { severity: 'success', icon: <EqualIcon /> },
  tighter: { severity: 'success', icon: <TighterIcon /> },
  wider: { severity: 'warning', icon: <WiderIcon /> },
  both: { severity: 'warning', icon: <WiderIcon /> },
  undecided: { severity: 'info', icon: <UndecidedIcon /> },
};

/** What is known of a change for all requests, in one sentence, beside what no proof is about. */
export function ProofVerdict(props: { report: ProofReport }) {
  const { verdict, way, sentence, unproven } = props.report;
  const look = LOOKS[verdict];
  // What was only tried, or is not the whole change, does not look like a proof.
  const isSure = way === 'proven' && !unproven.length;
  return (
    <Alert
      icon={look.icon}
      severity={look.severity === 'success' && !isSure ? 'info' : look.severity}
      sx={{ overflowWrap: 'anywhere' }}
    >
      <Typography variant="body1" component="p" sx={{ m: 0, fontWeight: 500 }}>
        <LongText text={sentence} />
      </Typography>
      {unproven.length > 0 && (
        <Box
          component="ul"
          aria-label="Not proven"
          sx={{ m: 0, mt: 0.5, pl: 2.5 }}
        >
          {unproven.map(text => (
            <li key={text}>
              <LongText text={text} />
            </li>
          ))}
        </Box>
      )}
    </Alert>
  );
}
