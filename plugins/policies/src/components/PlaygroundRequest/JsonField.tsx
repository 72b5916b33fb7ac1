import { JsonError, readJson } from '@internal/plugin-policies-common';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import { Json } from '../Playground/model';

function problemOf({ message, help }: JsonError): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}. ${help}`;
}

function parse(text: string): { value?: Json; problem?: string } {
  try {
    return { value: readJson(text) as Json };
  } catch (error) {
    return { problem: problemOf(error as JsonError) };
  }
}

/** A value as JSON text; it is taken over while it can be read. */
export function JsonField(props: {
  label: string;
  value: Json | undefined;
  onChange: (value: Json) => void;
}) {
  const { label, value, onChange } = props;
  const written = value === undefined ? '' : JSON.stringify(value);
  const [text, setText] = useState(written);
  const { value: read, problem } = parse(text);

  // The request changed elsewhere: text that says the same stays as it was typed.
  useEffect(() => {
    setText(old => {
      const { value: before } = parse(old);
      return JSON.stringify(before) === written ? old : written;
    });
  }, [written]);

  return (
    <TextField
      fullWidth
      size="small"
      multiline
      maxRows={8}
      label={`${label} (JSON)`}
      value={text}
      error={Boolean(text && problem)}
      helperText={text ? problem : undefined}
      inputProps={{
        spellCheck: false,
        style: { fontFamily: 'monospace', fontSize: 13 },
      }}
      onChange={event => {
        setText(event.target.value);
        const next = parse(event.target.value);
        if (!next.problem) {
          onChange(next.value!);
        }
      }}
      onBlur={() => {
        if (problem && read === undefined && !text) {
          setText(written);
        }
      }}
    />
  );
}
