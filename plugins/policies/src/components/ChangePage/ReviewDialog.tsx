import { ChangeDetail, shortRevision } from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { ChangeStateOfPage } from '../../hooks/useChange';

/** A verdict about the push that is seen. */
export function ReviewDialog(props: {
  change: ChangeDetail;
  state: ChangeStateOfPage;
  onClose: () => void;
}) {
  const { change, state, onClose } = props;
  // What was looked at when the dialog opened: a push meanwhile is another one, be its files the same.
  const [{ push, base, revision }] = useState(change);
  const [body, setBody] = useState('');
  const give = async (verdict: 'approve' | 'reject') => {
    await state.act('review', api =>
      api.reviewChange(change.id, {
        verdict,
        push,
        base,
        revision,
        body: body.trim() || undefined,
      }),
    );
    onClose();
  };
  const busy = state.busy !== undefined;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>Your verdict</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>
          It is about push {push}, revision{' '}
          <code>{shortRevision(revision)}</code>
          {base && (
            <>
              {' '}
              on base <code>{shortRevision(base)}</code>
            </>
          )}
          . It counts until there is a later push, or another title.
        </DialogContentText>
        <TextField
          fullWidth
          multiline
          minRows={3}
          label="Comment"
          helperText="Needed to reject, so that the author can fix it."
          value={body}
          onChange={event => setBody(event.target.value)}
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} sx={{ mr: 'auto' }}>
          Cancel
        </Button>
        <Button
          color="error"
          variant="outlined"
          disabled={busy || !body.trim()}
          onClick={() => give('reject')}
        >
          Reject
        </Button>
        <Button
          variant="contained"
          disabled={busy}
          onClick={() => give('approve')}
        >
          Approve
        </Button>
      </DialogActions>
    </Dialog>
  );
}
