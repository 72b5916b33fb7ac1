import AttentionIcon from '@mui/icons-material/WarningAmber';
import LiveIcon from '@mui/icons-material/Check';
import PilotingIcon from '@mui/icons-material/FlightTakeoff';
import StartedIcon from '@mui/icons-material/EditOutlined';
import ValidatingIcon from '@mui/icons-material/RateReviewOutlined';
import { JourneyStage } from '@internal/plugin-policies-common';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  JourneyStage,
  { tone: Tone; label: string; icon: ReactElement; title: string }
> = {
  started: {
    tone: 'neutral',
    label: 'Started',
    icon: <StartedIcon />,
    title: 'Its journey is being filled in.',
  },
  validating: {
    tone: 'info',
    label: 'Validating',
    icon: <ValidatingIcon />,
    title: 'Its change is checked and reviewed.',
  },
  piloting: {
    tone: 'info',
    label: 'Piloting',
    icon: <PilotingIcon />,
    title: 'It decides, but not everything a live domain has is there.',
  },
  live: {
    tone: 'good',
    label: 'Live',
    icon: <LiveIcon />,
    title: 'It decides for every consumer it declares.',
  },
  'needs-attention': {
    tone: 'warning',
    label: 'Needs attention',
    icon: <AttentionIcon />,
    title: 'Something of it is broken.',
  },
};

/** Stages in the order a domain goes through them. */
export const STAGES: JourneyStage[] = [
  'needs-attention',
  'started',
  'validating',
  'piloting',
  'live',
];

/** Word for a stage. */
export function stageLabel(stage: JourneyStage): string {
  return LOOKS[stage].label;
}

/** How far a domain is: word, icon and colour. */
export function StageChip(props: { stage: JourneyStage }) {
  return <ToneChip {...LOOKS[props.stage]} />;
}
