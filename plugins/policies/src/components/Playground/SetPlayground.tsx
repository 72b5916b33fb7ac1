import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Stack from '@mui/material/Stack';
import { Link as RouterLink } from 'react-router-dom';
import { usePlaygroundRevision } from '../../hooks/usePlaygroundRevision';
import { paths } from '../../routes';
import {
  ErrorMessage,
  isNotFoundError,
  messageOf,
  StateMessage,
} from '../StateMessage';
import { DraftStore } from './model';
import { SetPicker } from './SetPicker';
import { Workspace } from './Workspace';

function LoadingPanes() {
  return (
    <Stack
      direction="row"
      spacing={1}
      aria-busy="true"
      aria-label="Loading the files of the set"
      sx={{ height: 480 }}
    >
      <Skeleton variant="rounded" height="100%" sx={{ flex: 1 }} />
      <Skeleton variant="rounded" height="100%" sx={{ flex: 5 }} />
      <Skeleton variant="rounded" height="100%" sx={{ flex: 4 }} />
    </Stack>
  );
}

/** Loads the live revision of a set and opens it. */
export function SetPlayground(props: { set: string }) {
  const { set } = props;
  const { value, loading, error, retry } = usePlaygroundRevision(set);

  if (value) {
    return <Workspace live={value} />;
  }
  const kept = new DraftStore().changeCount(set);
  return (
    <Stack spacing={2} sx={{ p: 2 }}>
      <SetPicker set={set} />
      {loading && <LoadingPanes />}
      {!loading && error && isNotFoundError(error) && (
        <StateMessage
          kind="error"
          title={`The playground cannot open '${set}'`}
          action={
            <Button
              variant="contained"
              component={RouterLink}
              to={paths.playground()}
            >
              Choose another set
            </Button>
          }
          onRetry={retry}
        >
          {messageOf(error)}
        </StateMessage>
      )}
      {!loading && error && !isNotFoundError(error) && (
        <Box>
          <ErrorMessage
            error={error}
            what={`the files of '${set}'`}
            onRetry={retry}
          />
          {kept > 0 && (
            <StateMessage kind="empty" dense title="Your draft is kept">
              {kept === 1
                ? 'The changed file is'
                : `The ${kept} changed files are`}{' '}
              kept in this browser and open again when the set can be loaded.
            </StateMessage>
          )}
        </Box>
      )}
    </Stack>
  );
}
