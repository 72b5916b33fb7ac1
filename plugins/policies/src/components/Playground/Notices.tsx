import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import { DraftState } from '../../hooks/useDraft';
import { SharedDraftState } from '../../hooks/usePlaygroundShare';

const filesOf = (count: number) => `${count} ${count === 1 ? 'file' : 'files'}`;

/** What a person must know of the draft before going on. */
export function Notices(props: {
  draft: DraftState;
  share: SharedDraftState;
  onDiscard: () => void;
}) {
  const { draft, share, onDiscard } = props;
  const paths = Object.keys(draft.changes);
  return (
    <Stack spacing={1} sx={{ '&:not(:empty)': { pb: 1 } }}>
      {share.incoming && (
        <Alert
          variant="outlined"
          severity="info"
          action={
            <>
              <Button color="inherit" size="small" onClick={share.accept}>
                Open the link’s draft
              </Button>
              <Button color="inherit" size="small" onClick={share.decline}>
                Keep mine
              </Button>
            </>
          }
        >
          The link brings a draft that changes{' '}
          {filesOf(Object.keys(share.incoming.changes ?? {}).length)}; yours
          changes {filesOf(draft.changedCount)}. Opening it replaces yours.
        </Alert>
      )}
      {share.error && (
        <Alert variant="outlined" severity="error" onClose={share.decline}>
          {share.error.message}
        </Alert>
      )}
      {draft.movedOn && (
        <Alert
          variant="outlined"
          severity="warning"
          action={
            <>
              <Button color="inherit" size="small" onClick={draft.keep}>
                Keep my draft
              </Button>
              <Button color="inherit" size="small" onClick={onDiscard}>
                Discard it
              </Button>
            </>
          }
        >
          The live set changed since you began. Your draft still replaces{' '}
          {paths.slice(0, 3).join(', ')}
          {paths.length > 3 && ` and ${paths.length - 3} more`}; all other files
          are the new live ones.
        </Alert>
      )}
      {!draft.kept && (
        <Alert variant="outlined" severity="warning">
          This browser has no room to keep the draft: a reload would lose it.
          Copy the link to save it.
        </Alert>
      )}
    </Stack>
  );
}
