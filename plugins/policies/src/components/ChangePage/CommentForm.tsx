import Button from '@mui/material/Button';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { useState } from 'react';

/** Writes a comment; what was typed stays until it was taken. */
export function CommentForm(props: {
  label: string;
  busy: boolean;
  /** @returns whether it was taken */
  onSend: (body: string) => Promise<boolean>;
  onCancel?: () => void;
}) {
  const { label, busy, onSend, onCancel } = props;
  const [body, setBody] = useState('');
  const send = async () => {
    if (await onSend(body.trim())) {
      setBody('');
      onCancel?.();
    }
  };
  return (
    <Stack spacing={1} alignItems="flex-start">
      <TextField
        fullWidth
        multiline
        size="small"
        minRows={2}
        label={label}
        value={body}
        onChange={event => setBody(event.target.value)}
      />
      <Stack direction="row" spacing={1}>
        <Button
          size="small"
          variant="outlined"
          disabled={busy || !body.trim()}
          onClick={send}
        >
          Send
        </Button>
        {onCancel && (
          <Button size="small" onClick={onCancel}>
            Cancel
          </Button>
        )}
      </Stack>
    </Stack>
  );
}
