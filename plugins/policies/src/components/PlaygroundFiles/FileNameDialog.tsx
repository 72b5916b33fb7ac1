import { filePathSchema } from '@internal/plugin-policies-common';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { FormEvent, useRef, useState } from 'react';

function problemOf(path: string, taken: string[]): string | undefined {
  if (taken.includes(path)) {
    return `'${path}' exists already. Choose another path.`;
  }
  const parsed = filePathSchema.safeParse(path);
  return parsed.success ? undefined : parsed.error.issues[0].message;
}

/** Asks for the path of a new or renamed file. */
export function FileNameDialog(props: {
  title: string;
  initial: string;
  confirm: string;
  /** Paths that may not be chosen. */
  taken: string[];
  onConfirm: (path: string) => void;
  onClose: () => void;
}) {
  const { title, initial, confirm, taken, onConfirm, onClose } = props;
  const fieldRef = useRef<HTMLInputElement>(null);
  const [path, setPath] = useState(initial);
  const problem = path ? problemOf(path, taken) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path && !problem) {
      onConfirm(path);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      fullWidth
      maxWidth="sm"
      TransitionProps={{ onEntered: () => fieldRef.current?.focus() }}
    >
      <form onSubmit={submit}>
        <DialogTitle>{title}</DialogTitle>
        <DialogContent>
          <TextField
            inputRef={fieldRef}
            fullWidth
            margin="dense"
            label="Path in the set"
            value={path}
            onChange={event => setPath(event.target.value)}
            error={Boolean(problem)}
            helperText={
              problem ??
              'For example policies/weekend-limit.cedar or tests/weekend.yaml. A new policy also needs its entry in policy-set.yaml.'
            }
            inputProps={{
              spellCheck: false,
              style: { fontFamily: 'monospace' },
            }}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="contained"
            disabled={!path || Boolean(problem)}
          >
            {confirm}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
