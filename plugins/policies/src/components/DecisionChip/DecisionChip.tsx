import BlockIcon from '@mui/icons-material/Block';
import CheckIcon from '@mui/icons-material/Check';
import RemoveIcon from '@mui/icons-material/Remove';
import WarningIcon from '@mui/icons-material/WarningAmber';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';

/** How a request ended; `unknown` while nobody knows. */
export type DecisionOutcome = 'allowed' | 'denied' | 'error' | 'unknown';

const LOOKS: Record<
  DecisionOutcome,
  { tone: Tone; label: string; icon: ReactElement }
> = {
  allowed: { tone: 'good', label: 'Allowed', icon: <CheckIcon /> },
  denied: { tone: 'bad', label: 'Denied', icon: <BlockIcon /> },
  error: { tone: 'warning', label: 'Error', icon: <WarningIcon /> },
  unknown: { tone: 'neutral', label: 'Unknown', icon: <RemoveIcon /> },
};

/** Outcome of a boolean decision. */
export function outcomeOf(decision: boolean | undefined): DecisionOutcome {
  if (decision === undefined) {
    return 'unknown';
  }
  return decision ? 'allowed' : 'denied';
}

/** Allowed, denied, error or unknown: word, icon and colour. */
export function DecisionChip(props: { outcome: DecisionOutcome }) {
  return <ToneChip {...LOOKS[props.outcome]} />;
}
