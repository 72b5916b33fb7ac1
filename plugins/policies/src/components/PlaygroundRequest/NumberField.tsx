import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { Json } from '../Playground/model';

/** A whole number; it is taken over while it can be read. */
export function NumberField(props: {
  label: string;
  value: Json | undefined;
  required?: boolean;
  onChange: (value: number) => void;
}) {
  const { label, value, required, onChange } = props;
  const written = typeof value === 'number' ? String(value) : '';
  const [text, setText] = useState(written);

  useEffect(() => {
    setText(old =>
      old !== '' && String(Number(old)) === written ? old : written,
    );
  }, [written]);

  const whole =
    /^\s*-?\d+\s*$/.test(text) && Number.isSafeInteger(Number(text));
  const missing = text === '' && required;
  return (
    <TextField
      fullWidth
      size="small"
      label={label}
      value={text}
      required={required}
      inputProps={{ inputMode: 'numeric' }}
      error={(text !== '' && !whole) || missing}
      helperText={text !== '' && !whole ? 'A whole number' : undefined}
      onChange={event => {
        const next = event.target.value;
        setText(next);
        if (/^\s*-?\d+\s*$/.test(next) && Number.isSafeInteger(Number(next))) {
          onChange(Number(next));
        }
      }}
    />
  );
}
