import { AnalyzerVersions } from '@internal/plugin-policies-common';
import Typography from '@mui/material/Typography';
import { RelativeTime } from '../RelativeTime';

/** When something was looked at, and by which programs. */
export function VersionsLine(props: {
  versions?: AnalyzerVersions;
  /** ISO time. */
  checkedAt?: string;
}) {
  const { versions, checkedAt } = props;
  const time = checkedAt && <RelativeTime time={checkedAt} />;
  if (!versions && !time) {
    return null;
  }
  return (
    <Typography variant="body2" color="text.secondary">
      {versions ? (
        <>
          Decided by {versions.analyzer} with {versions.solver}
          {time && <>, {time}</>}; every request shown was decided again by{' '}
          {versions.engine}.
        </>
      ) : (
        <>Looked at {time}.</>
      )}
    </Typography>
  );
}
