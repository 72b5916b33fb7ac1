import { RequestVocabulary } from '@internal/plugin-policies-common';
import Autocomplete from '@mui/material/Autocomplete';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';

/** A text that offers known values and takes any other. */
export function ChoiceField(props: {
  label: string;
  value: string;
  choices: string[];
  required?: boolean;
  placeholder?: string;
  onChange: (value: string) => void;
}) {
  const { label, value, choices, required, placeholder, onChange } = props;
  return (
    <Autocomplete
      freeSolo
      fullWidth
      disableClearable
      size="small"
      options={choices}
      inputValue={value}
      value={value}
      onInputChange={(_event, next, cause) => {
        if (cause !== 'reset') {
          onChange(next);
        }
      }}
      onChange={(_event, next) => onChange(next)}
      // The list shows all choices until something else is typed.
      filterOptions={(options, { inputValue }) =>
        options.includes(inputValue)
          ? options
          : options.filter(option =>
              option.toLowerCase().includes(inputValue.toLowerCase()),
            )
      }
      renderInput={parameters => (
        <TextField
          {...parameters}
          label={label}
          required={required}
          placeholder={placeholder}
          error={required && !value}
        />
      )}
    />
  );
}

/** A type and an id; ids of stored entities are offered. */
export function EntityField(props: {
  label: string;
  type: string;
  id: string;
  types: string[];
  knownIds: string[];
  onChange: (next: { type: string; id: string }) => void;
}) {
  const { label, type, id, types, knownIds, onChange } = props;
  return (
    <Stack direction="row" spacing={1}>
      <ChoiceField
        label={`${label} type`}
        required
        value={type}
        choices={types}
        onChange={next => onChange({ type: next, id })}
      />
      <ChoiceField
        label={`${label} id`}
        required
        value={id}
        choices={knownIds}
        onChange={next => onChange({ type, id: next })}
      />
    </Stack>
  );
}

/** Ids of stored entities of a type in the engine's language. */
export function knownIdsOf(
  vocabulary: RequestVocabulary | undefined,
  engineType: string,
): string[] {
  return (
    vocabulary?.entityTypes.find(item => item.engineType === engineType)
      ?.knownIds ?? []
  );
}
