import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogContentText from '@mui/material/DialogContentText';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

/** Asks for a reason before something that others will ask about. */
export function ReasonDialog(props: {
  title: string;
  text: string;
  label: string;
  action: string;
  danger?: boolean;
  onClose: () => void;
  /** @returns whether it succeeded: then the dialog closes */
  onConfirm: (reason: string) => Promise<boolean>;
}) {
  const { title, text, label, action, danger, onClose, onConfirm } = props;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const confirm = async () => {
    setBusy(true);
    await onConfirm(reason.trim());
    onClose();
  };
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm">
      <DialogTitle sx={{ overflowWrap: 'anywhere' }}>{title}</DialogTitle>
      <DialogContent>
        <DialogContentText sx={{ mb: 2 }}>{text}</DialogContentText>
        <TextField
          fullWidth
          multiline
          minRows={2}
          label={label}
          value={reason}
          onChange={event => setReason(event.target.value)}
          helperText="It stands in the history."
        />
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          variant="contained"
          color={danger ? 'error' : 'primary'}
          disabled={busy || reason.trim().length < 3}
          onClick={confirm}
        >
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
