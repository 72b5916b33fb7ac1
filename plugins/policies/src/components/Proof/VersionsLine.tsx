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
  return versions || checkedAt ? (
    <Typography variant="body2" color="text.secondary">
      Looked at
      {checkedAt && (
        <>
          {' '}
          <RelativeTime time={checkedAt} />
        </>
      )}
      {versions &&
        ` by ${versions.analyzer} with ${versions.solver}; every request shown was decided again by ${versions.engine}`}
      .
    </Typography>
  ) : null;
}
