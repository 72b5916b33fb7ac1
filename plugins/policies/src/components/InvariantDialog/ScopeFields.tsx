import { RequestVocabulary } from '@internal/plugin-policies-common';
import Autocomplete from '@mui/material/Autocomplete';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import TextField from '@mui/material/TextField';
import { InvariantScope, scopeChoices } from './attributePaths';

/** Who does what on what: the requests that an invariant is about. */
export function ScopeFields(props: {
  scope: InvariantScope;
  vocabulary?: RequestVocabulary;
  onChange: (next: Partial<InvariantScope>) => void;
}) {
  const { scope, vocabulary, onChange } = props;
  const { subjectTypes, resourceTypes, actions } = scopeChoices(
    vocabulary,
    scope.actions,
  );
  return (
    <Stack spacing={1.5}>
      <Stack direction={{ xs: 'column', sm: 'row' }} spacing={1}>
        <TypeField
          label="Who"
          any="Anyone"
          value={scope.subjectType}
          types={subjectTypes}
          onChange={subjectType => onChange({ subjectType })}
        />
        <TypeField
          label="On what"
          any="Anything"
          value={scope.resourceType}
          types={resourceTypes}
          onChange={resourceType => onChange({ resourceType })}
        />
      </Stack>
      <Autocomplete
        multiple
        size="small"
        options={actions}
        value={scope.actions}
        onChange={(_event, next) => onChange({ actions: next })}
        renderInput={parameters => (
          <TextField
            {...parameters}
            label="Does what"
            placeholder={scope.actions.length ? undefined : 'Any action'}
          />
        )}
      />
    </Stack>
  );
}

function TypeField(props: {
  label: string;
  any: string;
  value: string;
  types: string[];
  onChange: (type: string) => void;
}) {
  const { label, any, value, types, onChange } = props;
  // A type that the actions no more admit stays to be seen and taken out.
  const options = value && !types.includes(value) ? [...types, value] : types;
  return (
    <TextField
      select
      fullWidth
      size="small"
      label={label}
      value={value}
      SelectProps={{ displayEmpty: true }}
      InputLabelProps={{ shrink: true }}
      onChange={event => onChange(event.target.value)}
    >
      <MenuItem value="">{any}</MenuItem>
      {options.map(type => (
        <MenuItem key={type} value={type}>
          {type}
        </MenuItem>
      ))}
    </TextField>
  );
}
