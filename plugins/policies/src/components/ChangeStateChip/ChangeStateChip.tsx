import ApprovedIcon from '@mui/icons-material/ThumbUpOutlined';
import DraftIcon from '@mui/icons-material/EditOutlined';
import PublishedIcon from '@mui/icons-material/Check';
import RejectedIcon from '@mui/icons-material/Block';
import ReviewIcon from '@mui/icons-material/RateReviewOutlined';
import RolledBackIcon from '@mui/icons-material/Undo';
import WithdrawnIcon from '@mui/icons-material/RemoveCircleOutline';
import { ChangeState } from '@internal/plugin-policies-common';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  ChangeState,
  { tone: Tone; label: string; icon: ReactElement }
> = {
  draft: { tone: 'neutral', label: 'Draft', icon: <DraftIcon /> },
  'in-review': { tone: 'info', label: 'In review', icon: <ReviewIcon /> },
  approved: { tone: 'good', label: 'Approved', icon: <ApprovedIcon /> },
  published: { tone: 'good', label: 'Published', icon: <PublishedIcon /> },
  rejected: { tone: 'bad', label: 'Rejected', icon: <RejectedIcon /> },
  withdrawn: { tone: 'neutral', label: 'Withdrawn', icon: <WithdrawnIcon /> },
  'rolled-back': {
    tone: 'warning',
    label: 'Rolled back',
    icon: <RolledBackIcon />,
  },
};

/** State of a change: word, icon and colour. */
export function ChangeStateChip(props: { state: ChangeState }) {
  return <ToneChip {...LOOKS[props.state]} />;
}
