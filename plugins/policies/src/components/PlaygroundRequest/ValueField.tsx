import {
  AttributeType,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import Autocomplete from '@mui/material/Autocomplete';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { isObject, Json } from '../Playground/model';
import { AttributeFields } from './AttributeFields';
import { EntityField, knownIdsOf } from './EntityField';
import { JsonField } from './JsonField';
import { NumberField } from './NumberField';

const EXAMPLES: Partial<Record<AttributeType['kind'], string>> = {
  datetime: '2026-11-21T10:00:00Z',
  duration: '1d2h30m',
  decimal: '12.50',
  ipaddr: '10.0.0.1',
};

const textOf = (value: Json | undefined) =>
  typeof value === 'string' ? value : '';

/** What a new value of a type begins as. */
export function initialValue(type: AttributeType): Json {
  switch (type.kind) {
    case 'long':
      return 0;
    case 'boolean':
      return true;
    case 'entity':
      return { type: type.types[0] ?? '', id: '' };
    case 'set':
      return [];
    case 'record':
      return Object.fromEntries(
        type.attributes
          .filter(attribute => attribute.required)
          .map(attribute => [attribute.name, initialValue(attribute.type)]),
      );
    case 'datetime':
      return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    case 'unknown':
      return null;
    default:
      return '';
  }
}

/** True when a value can be shown by the field of its type; else it is shown as JSON. */
function fits(type: AttributeType, value: Json | undefined): boolean {
  if (value === undefined) {
    return true;
  }
  switch (type.kind) {
    case 'long':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'entity':
      return (
        isObject(value) &&
        typeof value.type === 'string' &&
        typeof value.id === 'string'
      );
    case 'record':
      return isObject(value);
    case 'set':
      return (
        Array.isArray(value) && value.every(item => fits(type.element, item))
      );
    case 'unknown':
      return false;
    default:
      return typeof value === 'string';
  }
}

function SetField(props: ValueFieldProps & { element: AttributeType }) {
  const { label, value, element, vocabulary, onChange } = props;
  const items = Array.isArray(value) ? value : [];
  const entity = element.kind === 'entity' ? element.types[0] : undefined;
  const words = items.map(item =>
    isObject(item) ? String(item.id) : String(item),
  );
  return (
    <Autocomplete
      multiple
      freeSolo
      fullWidth
      size="small"
      options={entity ? knownIdsOf(vocabulary, entity) : []}
      value={words}
      onChange={(_event, next) =>
        onChange(
          [...new Set(next)].flatMap((word): Json[] => {
            if (entity) {
              return [{ type: entity, id: word }];
            }
            if (element.kind !== 'long') {
              return [word];
            }
            return Number.isSafeInteger(Number(word)) ? [Number(word)] : [];
          }),
        )
      }
      renderInput={parameters => (
        <TextField
          {...parameters}
          label={label}
          helperText="Enter adds a value"
        />
      )}
    />
  );
}

interface ValueFieldProps {
  label: string;
  type: AttributeType;
  value: Json | undefined;
  required?: boolean;
  vocabulary?: RequestVocabulary;
  onChange: (value: Json) => void;
}

/** The field that suits the type of an attribute. */
export function ValueField(props: ValueFieldProps) {
  const { label, type, value, required, vocabulary, onChange } = props;
  if (!fits(type, value)) {
    return <JsonField label={label} value={value} onChange={onChange} />;
  }
  switch (type.kind) {
    case 'boolean':
      return (
        <TextField
          select
          fullWidth
          size="small"
          label={label}
          required={required}
          value={value === undefined ? '' : String(value)}
          onChange={event => onChange(event.target.value === 'true')}
        >
          <MenuItem value="true">true</MenuItem>
          <MenuItem value="false">false</MenuItem>
        </TextField>
      );
    case 'long':
      return (
        <NumberField
          label={label}
          value={value}
          required={required}
          onChange={onChange}
        />
      );
    case 'entity': {
      const entity = isObject(value) ? value : {};
      const engineType = textOf(entity.type) || type.types[0] || '';
      return (
        <EntityField
          label={label}
          type={engineType}
          id={textOf(entity.id)}
          types={type.types}
          knownIds={knownIdsOf(vocabulary, engineType)}
          onChange={onChange}
        />
      );
    }
    case 'set': {
      const { element } = type;
      const single =
        element.kind === 'string' ||
        element.kind === 'long' ||
        (element.kind === 'entity' && element.types.length === 1);
      return single ? (
        <SetField {...props} element={element} />
      ) : (
        <JsonField label={label} value={value ?? []} onChange={onChange} />
      );
    }
    case 'record':
      return (
        <AttributeFields
          title={label}
          attributes={type.attributes}
          values={isObject(value) ? value : {}}
          requireAll
          vocabulary={vocabulary}
          onChange={onChange}
        />
      );
    case 'unknown':
      return <JsonField label={label} value={value} onChange={onChange} />;
    default:
      return (
        <TextField
          fullWidth
          size="small"
          label={label}
          required={required}
          value={textOf(value)}
          placeholder={EXAMPLES[type.kind]}
          helperText={
            EXAMPLES[type.kind]
              ? `For example ${EXAMPLES[type.kind]}`
              : undefined
          }
          onChange={event => onChange(event.target.value)}
          InputProps={
            type.kind === 'datetime'
              ? {
                  endAdornment: (
                    <InputAdornment position="end">
                      <Button
                        size="small"
                        onClick={() => onChange(initialValue(type))}
                      >
                        Now
                      </Button>
                    </InputAdornment>
                  ),
                }
              : undefined
          }
        />
      );
  }
}
