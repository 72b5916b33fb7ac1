import EqualIcon from '@mui/icons-material/DragHandle';
import TighterIcon from '@mui/icons-material/CloseFullscreen';
import UndecidedIcon from '@mui/icons-material/Remove';
import WiderIcon from '@mui/icons-material/OpenInFull';
import { EnvironmentProof } from '@internal/plugin-policies-common';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';
import { Relation, relationOf } from './relationOf';

const LOOKS: Record<Relation, { tone: Tone; icon: ReactElement }> = {
  both: { tone: 'warning', icon: <WiderIcon /> },
  wider: { tone: 'warning', icon: <WiderIcon /> },
  undecided: { tone: 'neutral', icon: <UndecidedIcon /> },
  tighter: { tone: 'info', icon: <TighterIcon /> },
  equal: { tone: 'good', icon: <EqualIcon /> },
};

/** Whether a change lets more, or less, through for one kind of request. */
export function RelationChip(props: { proof: EnvironmentProof }) {
  const { relation, label } = relationOf(props.proof);
  return <ToneChip {...LOOKS[relation]} label={label} />;
}
