import SearchIcon from '@mui/icons-material/Search';
import InputAdornment from '@mui/material/InputAdornment';
import TextField from '@mui/material/TextField';
import { useEffect, useState } from 'react';
import useDebounce from 'react-use/esm/useDebounce';

/** Writes after a short rest, so that typing stays fast on long lists. */
export function TextFilter(props: {
  label: string;
  value: string;
  /** Gets undefined for an empty field. */
  onChange: (value: string | undefined) => void;
  /** Milliseconds of rest; by default 150. */
  restMs?: number;
}) {
  const { label, value, onChange, restMs = 150 } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useDebounce(
    () => {
      if (text !== value) {
        onChange(text || undefined);
      }
    },
    restMs,
    [text],
  );
  return (
    <TextField
      size="small"
      type="search"
      label={label}
      value={text}
      onChange={event => setText(event.target.value)}
      sx={{ flex: '1 1 216px', maxWidth: 320 }}
      InputProps={{
        startAdornment: (
          <InputAdornment position="start">
            <SearchIcon fontSize="small" />
          </InputAdornment>
        ),
      }}
    />
  );
}
