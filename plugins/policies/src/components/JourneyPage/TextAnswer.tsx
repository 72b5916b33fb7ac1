import TextField from '@mui/material/TextField';
import { JourneyState } from '../../hooks/useJourney';

/** A text field of a journey, with why it matters, or why its answer cannot be taken. */
export function TextAnswer(props: {
  state: JourneyState;
  field: string;
  label: string;
  help?: string;
  placeholder?: string;
  required?: boolean;
  multiline?: boolean;
  /** Other fields that follow what is typed. */
  alsoSet?: (value: string) => Record<string, string>;
}) {
  const { state, field, label, help, alsoSet, multiline, ...rest } = props;
  const wrong = state.preview?.problems.find(
    problem => problem.field === field,
  );
  return (
    <TextField
      {...rest}
      fullWidth
      size="small"
      multiline={multiline}
      minRows={multiline ? 2 : undefined}
      label={label}
      error={Boolean(wrong)}
      helperText={wrong?.message ?? help}
      value={state.get(field)}
      onChange={event =>
        state.set({
          [field]: event.target.value,
          ...alsoSet?.(event.target.value),
        })
      }
    />
  );
}
