import Skeleton from '@mui/material/Skeleton';
import { JourneyState } from '../../hooks/useJourney';
import { ErrorMessage } from '../StateMessage';

/** Stands where the preview of a journey will show: nothing is said of files before they are known. */
export function PreviewPending(props: { state: JourneyState }) {
  const { previewError, retry } = props.state;
  return previewError ? (
    <ErrorMessage
      error={previewError}
      what="the files of this journey"
      onRetry={retry}
      dense
    />
  ) : (
    <Skeleton
      variant="rounded"
      height={160}
      role="status"
      aria-label="Loading the files"
      sx={{ m: 2 }}
    />
  );
}
