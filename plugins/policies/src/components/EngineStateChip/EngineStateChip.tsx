import UpIcon from '@mui/icons-material/CheckCircleOutline';
import DownIcon from '@mui/icons-material/ErrorOutline';
import UnknownIcon from '@mui/icons-material/Remove';
import DegradedIcon from '@mui/icons-material/WarningAmber';
import { EngineState } from '@internal/plugin-policies-common';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  EngineState,
  { tone: Tone; label: string; icon: ReactElement }
> = {
  up: { tone: 'good', label: 'Up', icon: <UpIcon /> },
  degraded: { tone: 'warning', label: 'Degraded', icon: <DegradedIcon /> },
  down: { tone: 'bad', label: 'Down', icon: <DownIcon /> },
  unknown: { tone: 'neutral', label: 'Not checked', icon: <UnknownIcon /> },
};

/** How an engine does: an icon and a word in the colour of their tone. */
export function EngineStateChip(props: { state: EngineState }) {
  return <ToneChip {...LOOKS[props.state]} />;
}
