import { JourneyBranch } from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';

const SEVERITY = {
  open: 'success',
  merged: 'success',
  moved: 'warning',
  gone: 'warning',
  unknown: 'warning',
} as const;

/** Where a journey was pushed, and what became of it. */
export function BranchAlert(props: { branch: JourneyBranch }) {
  const { repository, branch, commit, state, message } = props.branch;
  return (
    <Alert
      severity={SEVERITY[state]}
      sx={{ width: '100%', overflowWrap: 'anywhere' }}
    >
      Pushed as <code>{branch}</code> to <code>{repository}</code>, commit{' '}
      <code>{commit.slice(0, 12)}</code>.{' '}
      {message ??
        'When it is merged and the repository is among the sources, the portal registers the set.'}
    </Alert>
  );
}
