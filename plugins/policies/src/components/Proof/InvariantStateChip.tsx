import BrokenIcon from '@mui/icons-material/Close';
import EmptyIcon from '@mui/icons-material/BlockOutlined';
import ProvenIcon from '@mui/icons-material/VerifiedOutlined';
import SearchedIcon from '@mui/icons-material/Search';
import UndecidedIcon from '@mui/icons-material/Remove';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';
import { InvariantState, STATE_LABELS } from './invariantStates';

const LOOKS: Record<InvariantState, { tone: Tone; icon: ReactElement }> = {
  proven: { tone: 'good', icon: <ProvenIcon /> },
  searched: { tone: 'info', icon: <SearchedIcon /> },
  broken: { tone: 'bad', icon: <BrokenIcon /> },
  undecided: { tone: 'neutral', icon: <UndecidedIcon /> },
  empty: { tone: 'neutral', icon: <EmptyIcon /> },
};

/** Proven, searched, broken, not decided or about nothing: word, icon and colour. */
export function InvariantStateChip(props: { state: InvariantState }) {
  const { state } = props;
  return <ToneChip {...LOOKS[state]} label={STATE_LABELS[state]} />;
}
