import ArchiveIcon from '@mui/icons-material/ArchiveOutlined';
import PublicIcon from '@mui/icons-material/TaskAlt';
import ScienceIcon from '@mui/icons-material/ScienceOutlined';
import { Lifecycle } from '@internal/plugin-policies-common';
import { ReactElement } from 'react';
import { Tone, ToneChip } from '../ToneChip';

const LOOKS: Record<
  Lifecycle,
  { tone: Tone; label: string; icon: ReactElement }
> = {
  production: { tone: 'neutral', label: 'Production', icon: <PublicIcon /> },
  experimental: { tone: 'info', label: 'Experimental', icon: <ScienceIcon /> },
  deprecated: { tone: 'warning', label: 'Deprecated', icon: <ArchiveIcon /> },
};

/** Lifecycle of a set or policy. */
export function LifecycleChip(props: { lifecycle: Lifecycle }) {
  return <ToneChip {...LOOKS[props.lifecycle]} />;
}
