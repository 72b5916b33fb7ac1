import { usePermission } from '@backstage/plugin-permission-react';
import {
  changeProposePermission,
  RevisionDetail,
} from '@internal/plugin-policies-common';
import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { DraftState } from '../../hooks/useDraft';
import { usePoliciesApi } from '../../hooks/usePoliciesApi';
import { paths } from '../../routes';
import { messageOf } from '../StateMessage';
import { DraftStore } from './model';

const MARKER = /^(<{7}|>{7}) /m;

/** Makes a change of the draft, or pushes it to the change it came from. */
export function ProposeDialog(props: {
  live: RevisionDetail;
  draft: DraftState;
  onClose: () => void;
}) {
  const { live, draft, onClose } = props;
  const { changeId, files } = draft;
  const api = usePoliciesApi();
  const navigate = useNavigate();
  const { allowed, loading } = usePermission({
    permission: changeProposePermission,
    resourceRef: live.set,
  });
  const [title, setTitle] = useState('');
  const [description, setDescription] = useState('');
  const [submit, setSubmit] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  const unmerged = files.filter(({ content }) => MARKER.test(content));

  const propose = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const base = live.revision;
      let id = changeId;
      if (id) {
        const { version } = await api.getChange(id);
        await api.pushChange(id, { version, files, base });
      } else {
        const change = await api.createChange({
          set: live.set,
          title: title.trim(),
          description: description.trim() || undefined,
          files,
          base,
          origin: 'playground',
          submit,
        });
        id = change.id;
      }
      // At once: the page is left before what it shows would be kept.
      new DraftStore().put(live.set, {
        revision: live.revision,
        changes: {},
        request: draft.requestText,
        open: draft.open,
      });
      navigate(paths.change(id));
    } catch (problem) {
      setError(problem as Error);
      setBusy(false);
    }
  };

  const denied = !changeId && !loading && !allowed;
  const ready = changeId || title.trim().length >= 3;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle>
        {changeId ? `Push to change #${changeId}` : 'Propose a change'}
      </DialogTitle>
      <DialogContent>
        <Stack spacing={2}>
          <DialogContentText>
            {changeId
              ? 'The proposed files are replaced, checks run anew, and approvals given so far lose their force.'
              : `The ${
                  draft.changedCount === 1
                    ? 'changed file becomes'
                    : `${draft.changedCount} changed files become`
                } a proposal that others can look at. What is live stays as it is.`}
          </DialogContentText>
          {denied && (
            <Alert severity="warning">
              You may not propose changes of this set: its owners may. Share the
              draft with one of them by its link.
            </Alert>
          )}
          {unmerged.length > 0 && (
            <Alert severity="warning" sx={{ overflowWrap: 'anywhere' }}>
              {unmerged.map(({ path }) => `'${path}'`).join(', ')} still{' '}
              {unmerged.length === 1 ? 'has' : 'have'} places in conflict,
              between the lines &lt;&lt;&lt;&lt;&lt;&lt;&lt; and
              &gt;&gt;&gt;&gt;&gt;&gt;&gt;: keep what is right of each.
            </Alert>
          )}
          {!changeId && !denied && (
            <>
              <TextField
                required
                fullWidth
                label="What it does"
                placeholder="Raise the daily limit of verified customers"
                value={title}
                onChange={event => setTitle(event.target.value)}
                inputProps={{ maxLength: 120 }}
              />
              <TextField
                fullWidth
                multiline
                minRows={3}
                label="Why"
                helperText="Reviewers and auditors read it."
                value={description}
                onChange={event => setDescription(event.target.value)}
              />
              <FormControlLabel
                control={
                  <Checkbox
                    checked={submit}
                    onChange={event => setSubmit(event.target.checked)}
                  />
                }
                label="Ask for review at once"
              />
            </>
          )}
          {error && (
            <Alert severity="error" sx={{ overflowWrap: 'anywhere' }}>
              {messageOf(error)}
            </Alert>
          )}
        </Stack>
      </DialogContent>
      <DialogActions>
        {changeId && (
          <Button
            onClick={() => draft.replace({ changeId: undefined })}
            sx={{ mr: 'auto' }}
          >
            Propose a new change instead
          </Button>
        )}
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          disabled={busy || denied || !ready || unmerged.length > 0}
          onClick={propose}
        >
          {changeId ? 'Push' : 'Propose'}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
