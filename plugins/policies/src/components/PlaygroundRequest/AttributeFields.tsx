import {
  Attribute,
  AttributeType,
  RequestVocabulary,
} from '@internal/plugin-policies-common';
import AddIcon from '@mui/icons-material/Add';
import RemoveIcon from '@mui/icons-material/RemoveCircleOutline';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Stack from '@mui/material/Stack';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { typeLabel } from '../CodeEditor/languages/completeCedar';
import { Json, JsonObject } from '../Playground/model';
import { initialValue, ValueField } from './ValueField';

/** A field for a value that the vocabulary does not know. */
function guessType(value: Json): AttributeType {
  switch (typeof value) {
    case 'boolean':
      return { kind: 'boolean' };
    case 'string':
      return { kind: 'string' };
    case 'number':
      return { kind: Number.isSafeInteger(value) ? 'long' : 'unknown' };
    default:
      return { kind: 'unknown' };
  }
}

/** Attributes of an entity, the context, or a record: a field each, optional ones can be added. */
export function AttributeFields(props: {
  title: string;
  attributes: Attribute[];
  values: JsonObject;
  /** Required attributes are shown also while they have no value. */
  requireAll: boolean;
  hint?: string;
  vocabulary?: RequestVocabulary;
  onChange: (values: JsonObject) => void;
}) {
  const { title, attributes, values, requireAll, hint, vocabulary } = props;
  const { onChange } = props;
  const [anchor, setAnchor] = useState<HTMLElement>();
  const isRequired = (attribute: Attribute) => requireAll && attribute.required;

  const known = new Map(attributes.map(item => [item.name, item]));
  const shown: Attribute[] = [
    ...attributes.filter(item => item.name in values || isRequired(item)),
    ...Object.keys(values)
      .filter(name => !known.has(name))
      .map(
        (name): Attribute => ({
          name,
          required: false,
          type: guessType(values[name]),
        }),
      ),
  ];
  const addable = attributes.filter(item => !shown.includes(item));
  const write = (name: string, value: Json) =>
    onChange({ ...values, [name]: value });
  const remove = (name: string) => {
    const { [name]: _, ...rest } = values;
    onChange(rest);
  };

  if (!shown.length && !addable.length) {
    return null;
  }
  return (
    <Box role="group" aria-label={title}>
      <Stack
        direction="row"
        alignItems="center"
        justifyContent="space-between"
        sx={{ minHeight: 32 }}
      >
        <Typography variant="body2" color="text.secondary">
          {title}
          {hint && !shown.length && `: ${hint}`}
        </Typography>
        {addable.length > 0 && (
          <Button
            size="small"
            startIcon={<AddIcon />}
            aria-haspopup="menu"
            aria-label={`Add to ${title}`}
            onClick={event => setAnchor(event.currentTarget)}
            sx={{ textTransform: 'none', flexShrink: 0 }}
          >
            Add
          </Button>
        )}
      </Stack>
      <Stack
        spacing={1.5}
        sx={
          shown.length
            ? { pl: 1.5, pt: 1, borderLeft: 2, borderColor: 'divider' }
            : {}
        }
      >
        {shown.map(attribute => (
          <Stack
            key={attribute.name}
            direction="row"
            spacing={0.5}
            alignItems="flex-start"
          >
            <Box sx={{ flex: 1, minWidth: 0 }}>
              <ValueField
                label={attribute.name}
                type={attribute.type}
                value={values[attribute.name]}
                required={isRequired(attribute)}
                vocabulary={vocabulary}
                onChange={value => write(attribute.name, value)}
              />
            </Box>
            {!isRequired(attribute) && (
              <IconButton
                size="small"
                aria-label={`Remove ${attribute.name}`}
                title={`Remove ${attribute.name}`}
                onClick={() => remove(attribute.name)}
                sx={{ mt: 0.5 }}
              >
                <RemoveIcon fontSize="small" />
              </IconButton>
            )}
          </Stack>
        ))}
      </Stack>
      <Menu
        open={Boolean(anchor)}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
      >
        {addable.map(attribute => (
          <MenuItem
            key={attribute.name}
            dense
            onClick={() => {
              write(attribute.name, initialValue(attribute.type));
              setAnchor(undefined);
            }}
          >
            <Box component="span" sx={{ flex: 1, mr: 3 }}>
              {attribute.name}
            </Box>
            <Typography variant="caption" color="text.secondary">
              {typeLabel(attribute.type)}
            </Typography>
          </MenuItem>
        ))}
      </Menu>
    </Box>
  );
}
