import { ChangeCheck } from '@internal/plugin-policies-common';
import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { LongText } from '../LongText';
import { StateMessage } from '../StateMessage';

const TITLES: Record<
  Exclude<ChangeCheck['state'], 'queued' | 'running'>,
  string
> = {
  passed: 'There is no report',
  failed: 'There is no report',
  skipped: 'There was nothing to look at',
  cancelled: 'It was cancelled, so nothing is known',
  error: 'It could not be told',
};

/** Stands where the report of a check would: it runs, had nothing to look at, or could not tell. */
export function ReportState(props: { check: ChangeCheck }) {
  const { state, summary } = props.check;
  if (state === 'queued' || state === 'running') {
    return (
      <Box role="status" aria-busy="true" sx={{ px: 2.5, pb: 2 }}>
        <Typography variant="body2" color="text.secondary">
          {summary ?? 'It is asked about all requests; this takes a moment.'}
        </Typography>
        <Skeleton width="70%" />
        <Skeleton width="45%" />
      </Box>
    );
  }
  return (
    <StateMessage
      kind={state === 'error' ? 'error' : 'empty'}
      title={TITLES[state]}
      dense
    >
      {summary && <LongText text={summary} />}
    </StateMessage>
  );
}
