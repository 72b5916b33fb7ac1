import ChecksFailedIcon from '@mui/icons-material/Close';
import ChecksPassedIcon from '@mui/icons-material/Check';
import ChecksPendingIcon from '@mui/icons-material/HourglassEmpty';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { ChangeSummary, CheckCounts } from '@internal/plugin-policies-common';
import Link from '@mui/material/Link';
import Typography from '@mui/material/Typography';
import { Link as RouterLink } from 'react-router-dom';
import { paths } from '../../routes';
import { CallerLabel } from '../CallerLabel';
import { ChangeStateChip } from '../ChangeStateChip';
import { Column } from '../DataTable';
import { RelativeTime } from '../RelativeTime';
import { ToneChip } from '../ToneChip';
import { VisibleText } from '../VisibleText';

/** How the checks of a change did, in a word. */
function ChecksChip(props: { checks: CheckCounts }) {
  const { pending, failed } = props.checks;
  if (failed) {
    return (
      <ToneChip
        tone="bad"
        label={`${failed} failed`}
        icon={<ChecksFailedIcon />}
      />
    );
  }
  return pending ? (
    <ToneChip tone="info" label="Running" icon={<ChecksPendingIcon />} />
  ) : (
    <ToneChip tone="good" label="Passed" icon={<ChecksPassedIcon />} />
  );
}

/** Columns of the table of changes. */
export const changeColumns: Column<ChangeSummary>[] = [
  {
    id: 'title',
    title: 'Change',
    breakAnywhere: true,
    sortBy: change => change.title,
    render: change => (
      <>
        <Link
          component={RouterLink}
          to={paths.change(change.id)}
          fontWeight={500}
        >
          <VisibleText text={change.title} />
        </Link>
        <Typography variant="body2" color="text.secondary" fontSize="0.75rem">
          #{change.id} · {change.setTitle}
        </Typography>
      </>
    ),
  },
  {
    id: 'state',
    title: 'State',
    width: 132,
    sortBy: change => change.state,
    render: change => (
      <>
        <ChangeStateChip state={change.state} />
        {change.shadow && (
          <Typography variant="body2" color="text.secondary" fontSize="0.75rem">
            shadow runs
          </Typography>
        )}
        {change.setRemoved && (
          <Typography variant="body2" color="text.secondary" fontSize="0.75rem">
            set was removed
          </Typography>
        )}
      </>
    ),
  },
  {
    id: 'checks',
    title: 'Checks',
    width: 112,
    sortBy: change => -change.checks.failed,
    render: change => <ChecksChip checks={change.checks} />,
  },
  {
    id: 'approvals',
    title: 'Waits for',
    render: change =>
      change.waitsFor.length ? (
        change.waitsFor.map((group, index) => (
          <span key={group}>
            {index > 0 && ', '}
            <EntityRefLink entityRef={group} defaultKind="group" hideIcon />
          </span>
        ))
      ) : (
        <Typography variant="body2" color="text.secondary">
          {change.state === 'approved' ? 'publication' : '–'}
        </Typography>
      ),
  },
  {
    id: 'author',
    title: 'By',
    wideOnly: true,
    breakAnywhere: true,
    sortBy: change => change.author,
    render: change => <CallerLabel caller={change.author} />,
  },
  {
    id: 'updated',
    title: 'Changed',
    width: 132,
    sortBy: change => change.updatedAt,
    render: change => <RelativeTime time={change.updatedAt} />,
  },
];
